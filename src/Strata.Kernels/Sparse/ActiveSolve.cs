using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Sparse;

/// <summary>The linear system of the atoms that a code uses: what the derivatives of codes come down to.</summary>
public static unsafe class ActiveSolve
{
    private const int SamplesPerSlice = 32;

    /// <summary>For each sample, y with G_SS y_S = v_S and zeros elsewhere, S being where the code is not zero. An atom that depends on others of S before it counts as outside.</summary>
    /// <param name="gram">G [atoms, atoms], symmetric, positive semi-definite.</param>
    /// <param name="codes">[samples, atoms].</param>
    /// <param name="v">[samples, atoms].</param>
    /// <param name="y">[samples, atoms]; must not overlap the others.</param>
    /// <exception cref="ArgumentException">A span is not as long as its matrix.</exception>
    public static void Solve(ReadOnlySpan<double> gram, ReadOnlySpan<double> codes, ReadOnlySpan<double> v, Span<double> y, int samples, int atoms)
    {
        Require.Length(gram.Length, (long)atoms * atoms, nameof(gram));
        Require.Length(codes.Length, (long)samples * atoms, nameof(codes));
        Require.Length(v.Length, (long)samples * atoms, nameof(v));
        Require.Length(y.Length, (long)samples * atoms, nameof(y));
        fixed (double* pg = gram, pa = codes, pv = v, py = y)
        {
            Ranges.For<double, Widest, Work>(samples, SamplesPerSlice, new Work(pg, pa, pv, py, atoms));
        }
    }

    private readonly struct Work(double* gram, double* codes, double* v, double* y, int atoms) : IRangeWork<double>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            double* memory = Scratch.Rent<double>(ScratchSlot.Code, (3L * atoms) + Cholesky.Size(atoms));
            double* products = memory, solution = memory + atoms;
            int* members = (int*)(memory + (2 * atoms));
            var factor = new Cholesky(memory + (3 * atoms), atoms);
            for (int sample = start; sample < end; sample++)
            {
                double* code = codes + ((nint)sample * atoms), from = v + ((nint)sample * atoms), to = y + ((nint)sample * atoms);
                int count = 0;
                factor.Clear();
                for (int j = 0; j < atoms; j++)
                {
                    to[j] = 0;
                    if (code[j] == 0)
                    {
                        continue;
                    }
                    double* row = gram + ((nint)j * atoms);
                    for (int k = 0; k < count; k++)
                    {
                        products[k] = row[members[k]];
                    }
                    if (factor.Append<V>(products, row[j]))
                    {
                        solution[count] = from[j];
                        members[count++] = j;
                    }
                }
                factor.Solve<V>(solution);
                for (int k = 0; k < count; k++)
                {
                    to[members[k]] = solution[k];
                }
            }
        }
    }
}
