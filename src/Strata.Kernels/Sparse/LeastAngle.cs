using System.Runtime.CompilerServices;
using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Sparse;

/// <summary>
/// Least angle regression in its lasso form (Efron, Hastie, Johnstone and Tibshirani 2004; the homotopy of Osborne, Presnell and Turlach 2000): the solutions of
/// ½ ‖x - Dᵀa‖² + λ Σ|a| are piecewise linear in λ, and the method walks from the λ that makes all codes zero down from corner to corner. With c = q - G a, the active
/// coefficients move along w = G⁻¹ sign(c), so that their |c| stay equal and fall together, until another atom's |c| is as large and joins, or a coefficient becomes zero and leaves.
/// </summary>
public static unsafe class LeastAngle
{
    // A walk takes about as many steps as atoms join; a sample that goes on for longer than this is finished by coordinate descent.
    private const int MostStepsPerAtom = 8;

    /// <summary>Finds the codes of samples at one λ.</summary>
    /// <param name="gram">G = D Dᵀ [atoms, atoms].</param>
    /// <param name="products">Q = X Dᵀ [samples, atoms].</param>
    /// <param name="codes">[samples, atoms], overwritten.</param>
    /// <param name="lambda">λ, positive.</param>
    /// <param name="nonNegative">Whether codes may not be negative.</param>
    /// <param name="tolerance">A sample whose conditions are further off than this, relative to its largest |q|, as where atoms depend on each other, is finished by coordinate descent.</param>
    /// <returns>The number of samples whose conditions could not be met that well.</returns>
    /// <exception cref="ArgumentException">A span is not as long as its matrix.</exception>
    public static int Solve(
        ReadOnlySpan<double> gram, ReadOnlySpan<double> products, Span<double> codes, int samples, int atoms, double lambda, bool nonNegative, double tolerance)
        => LassoCodes.Solve<Regression>(gram, products, codes, samples, atoms, lambda, nonNegative, tolerance);

    /// <summary>One sample's path: every corner from the first λ, where all coefficients are zero, down to the given one.</summary>
    /// <param name="gram">G = D Dᵀ [atoms, atoms].</param>
    /// <param name="products">q = D x [atoms].</param>
    /// <param name="lambda">Where the path ends, not negative.</param>
    /// <param name="nonNegative">Whether codes may not be negative.</param>
    /// <param name="lambdas">As many as there are corners at most; the λ of each corner.</param>
    /// <param name="codes">[corners, atoms]: the code at each corner.</param>
    /// <returns>The number of corners.</returns>
    /// <exception cref="ArgumentException">A span is not as long as its matrix.</exception>
    public static int Path(
        ReadOnlySpan<double> gram, ReadOnlySpan<double> products, double lambda, bool nonNegative, Span<double> lambdas, Span<double> codes)
    {
        int atoms = products.Length;
        Require.Length(gram.Length, (long)atoms * atoms, nameof(gram));
        Require.Length(codes.Length, (long)lambdas.Length * atoms, nameof(codes));
        int corners = 0;
        fixed (double* q = products, l = lambdas, a = codes)
        {
            var walk = new PathOf(AtomProducts.Copy(gram, atoms), lambda, nonNegative, q, l, a, lambdas.Length, &corners);
            Widest.Run<double, PathOf>(in walk, 0, 1);
        }
        return corners;
    }

    private readonly struct Regression(AtomProducts gram, Lasso lasso, double lambda, bool nonNegative, double tolerance) : ILassoMethod<Regression>
    {
        public static Regression Create(AtomProducts gram, Lasso lasso, double lambda, bool nonNegative, double tolerance)
            => new(gram, lasso, lambda, nonNegative, tolerance);

        public static long Memory(AtomProducts gram) => Walk.Memory(gram);

        public bool TrySolve<V>(double* products, double* code, double* memory)
            where V : struct, IVector<V, double>
        {
            new Span<double>(code, gram.Atoms).Clear();
            var walk = new Walk(gram, lambda, nonNegative, memory);
            walk.Begin(products);
            if (walk.Lambda <= lambda)
            {
                return true;
            }
            for (int step = 0; step < MostStepsPerAtom * gram.Atoms && walk.Step<V>(code); step++)
            {
            }
            walk.Finish<V>(products, code);
            return lasso.Violation<V>(products, code, memory) <= tolerance * Lasso.Largest(products, gram.Atoms);
        }
    }

    private readonly struct PathOf(AtomProducts gram, double lambda, bool nonNegative, double* q, double* lambdas, double* codes, int most, int* corners) : IRangeWork<double>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            double* code = stackalloc double[gram.Atoms];
            new Span<double>(code, gram.Atoms).Clear();
            var walk = new Walk(gram, lambda, nonNegative, Scratch.Rent<double>(ScratchSlot.Code, Walk.Memory(gram)));
            walk.Begin(q);
            int count = 0;
            bool goesOn = walk.Lambda > lambda;
            while (count < most)
            {
                lambdas[count] = Math.Max(walk.Lambda, lambda);
                new Span<double>(code, gram.Atoms).CopyTo(new Span<double>(codes + ((nint)count * gram.Atoms), gram.Atoms));
                count++;
                if (!goesOn)
                {
                    break;
                }
                goesOn = walk.Step<V>(code);
            }
            *corners = count;
        }
    }

    /// <summary>One sample's walk down the path.</summary>
    private struct Walk
    {
        private readonly AtomProducts _gram;
        private readonly double _target;
        private readonly bool _nonNegative;
        private readonly double* _c, _u, _w, _products;
        private readonly int* _active;
        private readonly byte* _state;
        private Cholesky _factor;
        private int _count, _left;

        public Walk(AtomProducts gram, double target, bool nonNegative, double* memory)
        {
            _gram = gram;
            _target = target;
            _nonNegative = nonNegative;
            _c = memory;
            _u = _c + gram.Width;
            _w = _u + gram.Width;
            _products = _w + gram.Width;
            _active = (int*)(_products + gram.Width);
            _state = (byte*)(_active + gram.Width);
            _factor = new Cholesky((double*)(_active + (2 * gram.Width)), gram.Atoms);
        }

        /// <summary>The λ of the corner that has been reached.</summary>
        public double Lambda { get; private set; }

        public static long Memory(AtomProducts gram) => (6L * gram.Width) + Cholesky.Size(gram.Atoms);

        public void Begin(double* q)
        {
            _gram.Pad(q, _c);
            new Span<byte>(_state, _gram.Atoms).Clear();
            (_count, _left) = (0, -1);
            Lambda = 0;
            for (int j = 0; j < _gram.Atoms; j++)
            {
                Lambda = Math.Max(Lambda, _nonNegative ? _c[j] : Math.Abs(_c[j]));
            }
            Join();
        }

        /// <summary>Goes to the next corner. False where the walk is at its end.</summary>
        public bool Step<V>(double* a)
            where V : struct, IVector<V, double>
        {
            Refactor<V>();
            if (_count == 0)
            {
                Lambda = Math.Min(Lambda, _target);
                return false;
            }
            for (int i = 0; i < _count; i++)
            {
                _w[i] = Sign(_active[i]);
            }
            _factor.Solve<V>(_w);
            Effect<V>();
            double length = Lambda - _target;
            int joining = -1, leaving = -1;
            Nearest(ref length, ref joining);
            for (int i = 0; i < _count; i++)
            {
                double value = a[_active[i]], until = -value / _w[i];
                if (value != 0 && until > 0 && until < length)
                {
                    (length, leaving, joining) = (until, i, -1);
                }
            }
            for (int i = 0; i < _count; i++)
            {
                a[_active[i]] += length * _w[i];
            }
            Rows.AddScaled<V>(_c, _u, -length, _gram.Width);
            Lambda -= length;
            _left = -1;
            if (leaving >= 0)
            {
                _left = _active[leaving];
                a[_left] = 0;
                Remove(leaving);
            }
            else if (joining >= 0)
            {
                Add(joining);
            }
            return joining >= 0 || leaving >= 0;
        }

        /// <summary>The exact solution for the signs at the end: without the rounding errors of the steps.</summary>
        public void Finish<V>(double* q, double* a)
            where V : struct, IVector<V, double>
        {
            for (int i = 0; i < _count; i++)
            {
                int j = _active[i];
                _w[i] = q[j] - (Sign(j) * _target);
            }
            _factor.Solve<V>(_w);
            for (int i = 0; i < _count; i++)
            {
                a[_active[i]] = _w[i];
            }
        }

        private readonly double Sign(int j) => _nonNegative || _state[j] == 1 ? 1 : -1;

        // The atom whose c is the largest; one that ties with it joins after a step of length zero.
        private void Join()
        {
            for (int j = 0; j < _gram.Atoms && Lambda > 0; j++)
            {
                if ((_nonNegative ? _c[j] : Math.Abs(_c[j])) == Lambda)
                {
                    Add(j);
                    return;
                }
            }
        }

        private void Add(int j)
        {
            _state[j] = _c[j] > 0 ? (byte)1 : (byte)2;
            _active[_count++] = j;
        }

        private void Remove(int index)
        {
            _state[_active[index]] = 0;
            _factor.Remove(index);
            _count--;
            for (int i = index; i < _count; i++)
            {
                _active[i] = _active[i + 1];
            }
            // What depended on the atom that has left may join again.
            for (int j = 0; j < _gram.Atoms; j++)
            {
                _state[j] = _state[j] == 3 ? (byte)0 : _state[j];
            }
        }

        // Takes the last atom into the factor; one that depends on the others stays out for as long as they stay.
        private void Refactor<V>()
            where V : struct, IVector<V, double>
        {
            if (_factor.Count == _count)
            {
                return;
            }
            int j = _active[_count - 1];
            for (int i = 0; i < _count - 1; i++)
            {
                _products[i] = _gram[j][_active[i]];
            }
            if (!_factor.Append<V>(_products, _gram.Square(j)))
            {
                _state[j] = 3;
                _count--;
            }
        }

        // u = G w: how c falls for a step of length 1.
        private readonly void Effect<V>()
            where V : struct, IVector<V, double>
        {
            new Span<double>(_u, _gram.Width).Clear();
            for (int i = 0; i < _count; i++)
            {
                Rows.AddScaled<V>(_u, _gram[_active[i]], _w[i], _gram.Width);
            }
        }

        // The first step length at which an inactive atom's |c| is as large as the active ones', which fall at the rate 1.
        [MethodImpl(Compiled.Alone)]
        private readonly void Nearest(ref double length, ref int joining)
        {
            for (int j = 0; j < _gram.Atoms; j++)
            {
                if (_state[j] != 0 || j == _left || _gram.Square(j) == 0)
                {
                    continue;
                }
                // (λ - γ) = c - γ u, or = -(c - γ u): γ = (λ ∓ c) / (1 ∓ u)
                double up = Lambda - _c[j], rateUp = 1 - _u[j];
                if (rateUp > 0 && up < length * rateUp)
                {
                    (length, joining) = (Math.Max(0, up / rateUp), j);
                }
                double down = Lambda + _c[j], rateDown = 1 + _u[j];
                if (!_nonNegative && rateDown > 0 && down < length * rateDown)
                {
                    (length, joining) = (Math.Max(0, down / rateDown), j);
                }
            }
        }
    }
}
