using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Strata.Kernels.Simd;

namespace Strata.Kernels.Convolution.Winograd;

/// <summary>
/// Where Winograd's method pays, and its three uses. It is for single precision, filters of three by three and stride one; double precision, which checks
/// gradients, stays with the matrix product. NaN and infinities spread over the tiles of four by four outputs that they take part in, and an output that would be
/// infinite may come out as NaN.
/// </summary>
internal static unsafe class WinogradMethod
{
    // Below, lanes and depths are mostly empty: from 4 to 128 channels the filters' gradient takes 1.6 times as long as the product, from 8 all three win.
    private const int LeastChannels = 8;

    // The filters' transforms, in all three uses, cost as much as the product of so many outputs.
    private const int LeastOutputs = 36;

    // Of a tile's 16 outputs. It takes 36 products, the direct method nine for every output; with four outputs the product wins.
    private const int LeastOutputsOfTile = 5;

    /// <summary>Whether the method can do a convolution.</summary>
    public static bool CanDo(in ConvolutionShape s)
        => s is { KernelHeight: 3, KernelWidth: 3, StrideX: 1, StrideY: 1, DilationX: 1, DilationY: 1, Groups: 1, PaddingX: <= 2, PaddingY: <= 2 }
            && s.OutputCount > 0 && s.InputCount > 0 && s.FilterCount > 0;

    /// <summary>Whether it is the faster one, all three uses taken together: by the shape alone, so that a result does not depend on anything else.</summary>
    public static bool Pays(in ConvolutionShape s)
    {
        if (!CanDo(s) || Math.Min(s.InChannels, s.OutChannels) < LeastChannels)
        {
            return false;
        }
        int tiles = ((s.OutputHeight + 3) / 4) * ((s.OutputWidth + 3) / 4);
        return (long)s.Batch * s.OutputPlane >= LeastOutputs && s.OutputPlane >= LeastOutputsOfTile * tiles;
    }

    /// <summary>y = the convolution of x and w, mapped by channels.</summary>
    public static void Forward(float* x, float* w, float* y, in ConvolutionShape s, ChannelMap<float> map) => Convolve(x, w, y, s, turned: false, map);

    /// <summary>dx = the gradient of the input: the convolution of dy with the filters turned by half a circle and their channels exchanged.</summary>
    public static void InputGradient(float* dy, float* w, float* dx, in ConvolutionShape s)
    {
        var reversed = new ConvolutionShape(s.Batch, s.OutChannels, s.OutputHeight, s.OutputWidth, s.InChannels, 3, 3)
        {
            PaddingY = 2 - s.PaddingY,
            PaddingX = 2 - s.PaddingX,
        };
        Convolve(dy, w, dx, reversed, turned: true, map: default);
    }

    /// <summary>dw = the gradient of the filters.</summary>
    public static void FilterGradient(float* x, float* dy, float* dw, in ConvolutionShape s)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            new WinogradFilterGradient<V512<float>>(x, dy, dw, s, mr: 12).Run();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            new WinogradFilterGradient<V256<float>>(x, dy, dw, s, mr: 6).Run();
        }
        else
        {
            new WinogradFilterGradient<V128<float>>(x, dy, dw, s, Rows128).Run();
        }
    }

    private static int Rows128 => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 12 : 6;

    private static void Convolve(float* x, float* w, float* y, in ConvolutionShape s, bool turned, ChannelMap<float> map)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            new WinogradConvolution<V512<float>>(x, w, y, s, turned, map, mr: 12).Run();
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            new WinogradConvolution<V256<float>>(x, w, y, s, turned, map, mr: 6).Run();
        }
        else
        {
            new WinogradConvolution<V128<float>>(x, w, y, s, turned, map, Rows128).Run();
        }
    }
}
