using Strata.Kernels.Simd;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Sparse;

/// <summary>Products of codes with each other and with their samples, by the few elements that are not zero.</summary>
public static unsafe class CodeProducts
{
    /// <summary>B += AᵀA and C += AᵀX.</summary>
    /// <param name="codes">A [samples, atoms], mostly zero.</param>
    /// <param name="rows">X [samples, features].</param>
    /// <param name="codeProducts">B [atoms, atoms].</param>
    /// <param name="sampleProducts">C [atoms, features].</param>
    /// <exception cref="ArgumentException">A span is not as long as its matrix.</exception>
    public static void Add(
        ReadOnlySpan<double> codes, ReadOnlySpan<double> rows, Span<double> codeProducts, Span<double> sampleProducts, int samples, int atoms, int features)
    {
        Require.Length(codes.Length, (long)samples * atoms, nameof(codes));
        Require.Length(rows.Length, (long)samples * features, nameof(rows));
        Require.Length(codeProducts.Length, (long)atoms * atoms, nameof(codeProducts));
        Require.Length(sampleProducts.Length, (long)atoms * features, nameof(sampleProducts));
        fixed (double* a = codes, x = rows, b = codeProducts, c = sampleProducts)
        {
            var work = new Work(a, x, b, c, atoms, features);
            Widest.Run<double, Work>(in work, 0, samples);
        }
    }

    private readonly struct Work(double* a, double* x, double* b, double* c, int atoms, int features) : IRangeWork<double>
    {
        public void Run<V>(int start, int end)
            where V : struct, IVector<V, double>
        {
            int* active = (int*)Scratch.Rent<double>(ScratchSlot.Code, atoms);
            for (int i = start; i < end; i++)
            {
                double* code = a + ((nint)i * atoms), sample = x + ((nint)i * features);
                int count = 0;
                for (int j = 0; j < atoms; j++)
                {
                    if (code[j] != 0)
                    {
                        active[count++] = j;
                    }
                }
                for (int p = 0; p < count; p++)
                {
                    double value = code[active[p]];
                    double* products = b + ((nint)active[p] * atoms);
                    for (int r = 0; r < count; r++)
                    {
                        products[active[r]] += value * code[active[r]];
                    }
                    Rows.AddScaled<V>(c + ((nint)active[p] * features), sample, value, features);
                }
            }
        }
    }
}
