using System.Numerics;
using Strata.Kernels.Gemm;
using Strata.Kernels.Threading;

namespace Strata.Kernels.Recurrent;

/// <summary>The right matrix B [k, n] of a product at every step: packed once. It lives until the calling thread takes its slot again.</summary>
/// <typeparam name="T">The element type.</typeparam>
internal readonly unsafe struct KeptMatrix<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly Matrix<T> _b;
    private readonly T* _data, _packed;
    private readonly int _n, _k, _rows;
    private readonly bool _transposed;

    /// <summary>B for products with <paramref name="rows"/> rows.</summary>
    /// <param name="data">B, or [n, k] where it is <paramref name="transposed"/>.</param>
    public KeptMatrix(T* data, int n, int k, bool transposed, int rows, ScratchSlot slot)
    {
        _data = data;
        (_n, _k, _transposed, _rows) = (n, k, transposed, rows);
        _b = transposed ? new Matrix<T>(data, k, 1) : new Matrix<T>(data, 1, n);
        if (rows > 1)
        {
            _packed = Scratch.Rent<T>(slot, PanelProduct.PackedLength<T>(n, k));
            PanelProduct.Pack(_b, _packed, n, k);
        }
    }

    /// <summary>c [rows, n] += a [rows, k] · B, or overwritten by it.</summary>
    public void Multiply(T* a, T* c, bool accumulate = true)
    {
        if (_rows == 1)
        {
            VectorProduct.Run(a, _data, c, _n, _k, _transposed, accumulate);
        }
        else if (_rows > 1)
        {
            PanelProduct.Run<T, Matrix<T>, RowMajor<T>>(new Matrix<T>(a, _k, 1), _b, new RowMajor<T>(c, _n), _rows, _n, _k, accumulate, _packed);
        }
    }
}
