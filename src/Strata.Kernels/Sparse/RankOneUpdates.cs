using Strata.Kernels.Simd;

namespace Strata.Kernels.Sparse;

/// <summary>
/// The dictionary's step of K-SVD (Aharon, Elad and Bruckstein 2006): each atom in turn, together with the coefficients that use it, becomes the best rank-one
/// approximation of what the other atoms leave of those samples, by power iteration from where it is (Rubinstein, Zibulevsky and Elad 2008 take one step of it).
/// </summary>
public static unsafe class RankOneUpdates
{
    /// <summary>Goes through all atoms. One that no code uses stays as it is.</summary>
    /// <param name="residual">R = X - A D [samples, features], kept up to date.</param>
    /// <param name="codes">A [samples, atoms]; where it is zero it stays zero.</param>
    /// <param name="dictionary">D [atoms, features]; atoms that are used have length 1 afterwards.</param>
    /// <param name="iterations">Steps of the power iteration for each atom.</param>
    /// <exception cref="ArgumentException">A span is not as long as its matrix.</exception>
    public static void Run(Span<double> residual, Span<double> codes, Span<double> dictionary, int samples, int atoms, int features, int iterations)
    {
        Require.Length(residual.Length, (long)samples * features, nameof(residual));
        Require.Length(codes.Length, (long)samples * atoms, nameof(codes));
        Require.Length(dictionary.Length, (long)atoms * features, nameof(dictionary));
        int[] starts = new int[atoms + 1];
        int[] users = Users(codes, samples, atoms, starts);
        fixed (double* r = residual, a = codes, d = dictionary)
        {
            fixed (int* u = users, s = starts)
            {
                var work = new Work(r, a, d, u, s, atoms, features, iterations);
                Widest.Run<double, Work>(in work, 0, atoms);
            }
        }
    }

    // The samples that use each atom, one atom's after the other's; atom j's begin at starts[j].
    private static int[] Users(ReadOnlySpan<double> codes, int samples, int atoms, int[] starts)
    {
        for (int i = 0; i < codes.Length; i++)
        {
            if (codes[i] != 0)
            {
                starts[(i % atoms) + 1]++;
            }
        }
        for (int j = 0; j < atoms; j++)
        {
            starts[j + 1] += starts[j];
        }
        int[] users = new int[starts[atoms] + 1], next = starts[..atoms];
        for (int i = 0; i < samples; i++)
        {
            for (int j = 0; j < atoms; j++)
            {
                if (codes[(i * atoms) + j] != 0)
                {
                    users[next[j]++] = i;
                }
            }
        }
        return users;
    }

    private readonly struct Work(double* r, double* a, double* d, int* users, int* starts, int atoms, int features, int iterations) : IRangeWork<double>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            double* sum = Threading.Scratch.Rent<double>(Threading.ScratchSlot.Code, features);
            for (int j = start; j < end; j++)
            {
                if (starts[j] == starts[j + 1])
                {
                    continue;
                }
                double* atom = d + ((nint)j * features);
                Shift<V>(atom, j, 1);
                for (int step = 0; step < iterations && Turn<V>(atom, sum, j); step++)
                {
                }
                Shift<V>(atom, j, -1);
            }
        }

        // R_i += sign · a_ij d_j
        private void Shift<V>(double* atom, int j, double sign)
            where V : struct, IVector<V, double>
        {
            for (int u = starts[j]; u < starts[j + 1]; u++)
            {
                Rows.AddScaled<V>(r + ((nint)users[u] * features), atom, sign * a[((nint)users[u] * atoms) + j], features);
            }
        }

        // d = Rᵀa / ‖Rᵀa‖, a = R d over the samples that use the atom
        private bool Turn<V>(double* atom, double* sum, int j)
            where V : struct, IVector<V, double>
        {
            new Span<double>(sum, features).Clear();
            for (int u = starts[j]; u < starts[j + 1]; u++)
            {
                Rows.AddScaled<V>(sum, r + ((nint)users[u] * features), a[((nint)users[u] * atoms) + j], features);
            }
            double length = Math.Sqrt(Rows.Dot<V>(sum, sum, features));
            if (!(length > 0))
            {
                return false;
            }
            for (int f = 0; f < features; f++)
            {
                atom[f] = sum[f] / length;
            }
            for (int u = starts[j]; u < starts[j + 1]; u++)
            {
                a[((nint)users[u] * atoms) + j] = Rows.Dot<V>(r + ((nint)users[u] * features), atom, features);
            }
            return true;
        }
    }
}
