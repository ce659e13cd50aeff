using System.Numerics;
using Strata.Kernels.Convolution;

namespace Strata.Kernels.Tests.Convolution;

/// <summary>The definition of a convolution and its gradients, as seven loops around a product of one input, one weight and one output.</summary>
internal static class NaiveConvolution
{
    public static double[] Forward<T>(T[] x, T[] w, ConvolutionShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] y = new double[s.OutputCount], dx = Numbers.ToDouble(x), dw = Numbers.ToDouble(w);
        ForEach(s, (input, weight, output) => y[output] += dx[input] * dw[weight]);
        return y;
    }

    public static double[] InputGradient<T>(T[] outputGradient, T[] w, ConvolutionShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] dx = new double[s.InputCount], dy = Numbers.ToDouble(outputGradient), weights = Numbers.ToDouble(w);
        ForEach(s, (input, weight, output) => dx[input] += dy[output] * weights[weight]);
        return dx;
    }

    public static double[] FilterGradient<T>(T[] x, T[] outputGradient, ConvolutionShape s)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        double[] dw = new double[s.FilterCount], inputs = Numbers.ToDouble(x), dy = Numbers.ToDouble(outputGradient);
        ForEach(s, (input, weight, output) => dw[weight] += dy[output] * inputs[input]);
        return dw;
    }

    /// <summary>Calls <paramref name="term"/> with the places of every input, weight and output that meet.</summary>
    private static void ForEach(ConvolutionShape s, Action<int, int, int> term)
    {
        int groupIn = s.InChannels / s.Groups, groupOut = s.OutChannels / s.Groups;
        for (int n = 0; n < s.Batch; n++)
        {
            for (int o = 0; o < s.OutChannels; o++)
            {
                for (int oy = 0; oy < s.OutputHeight; oy++)
                {
                    for (int ox = 0; ox < s.OutputWidth; ox++)
                    {
                        int output = (((((n * s.OutChannels) + o) * s.OutputHeight) + oy) * s.OutputWidth) + ox;
                        for (int c = 0; c < groupIn; c++)
                        {
                            int channel = (n * s.InChannels) + (o / groupOut * groupIn) + c;
                            for (int ky = 0; ky < s.KernelHeight; ky++)
                            {
                                for (int kx = 0; kx < s.KernelWidth; kx++)
                                {
                                    int y = (oy * s.StrideY) - s.PaddingY + (ky * s.DilationY), x = (ox * s.StrideX) - s.PaddingX + (kx * s.DilationX);
                                    if (y >= 0 && y < s.Height && x >= 0 && x < s.Width)
                                    {
                                        int weight = (((((o * groupIn) + c) * s.KernelHeight) + ky) * s.KernelWidth) + kx;
                                        term((((channel * s.Height) + y) * s.Width) + x, weight, output);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
