using System.Numerics;
using Strata.Kernels.Gemm;

namespace Strata.Kernels.Tests.Gemm;

public class TranspositionTests
{
    public static TheoryData<int, int, int, int> Shapes
    {
        get
        {
            // Edges of squares and of lines, more rows than columns and fewer, rows some elements apart and at a distance that crowds them.
            var data = new TheoryData<int, int, int, int>();
            foreach (int rows in new[] { 0, 1, 3, 4, 8, 15, 16, 17, 31, 33, 60 })
            {
                foreach (int columns in new[] { 0, 1, 4, 15, 16, 17, 20, 33, 35 })
                {
                    data.Add(rows, columns, columns + 3, rows + 5);
                    data.Add(rows, columns, 512, 1024);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Rows_become_columns_and_nothing_else_is_written(int rows, int columns, int fromStride, int toStride)
    {
        Check<float>(rows, columns, fromStride, toStride);
        Check<double>(rows, columns, fromStride, toStride);
    }

    private static unsafe void Check<T>(int rows, int columns, int fromStride, int toStride)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        T[] from = Numbers.Random<T>(1, rows * fromStride), to = Numbers.Random<T>(2, columns * toStride), expected = [.. to];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                expected[(column * toStride) + row] = from[(row * fromStride) + column];
            }
        }
        fixed (T* source = from, target = to)
        {
            Transposition.Run(source, fromStride, target, toStride, rows, columns);
        }
        Numbers.AssertSameBits<T>(expected, to);
    }
}
