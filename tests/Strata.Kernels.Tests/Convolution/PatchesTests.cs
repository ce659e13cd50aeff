using Strata.Kernels.Convolution;

namespace Strata.Kernels.Tests.Convolution;

/// <summary>Panels of patches for every register's width, whatever the processor has.</summary>
public unsafe class PatchesTests
{
    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(32)]
    public void Packing_writes_the_patches_and_not_beyond_the_panel(int width)
    {
        // Output rows of 2 to 40 pixels: runs shorter and longer than a register, with a border and every second pixel or without; depths that begin and end within a channel.
        foreach (int imageWidth in new[] { 5, 12, 40 })
        {
            foreach ((int stride, int padding) in new[] { (1, 0), (1, 1), (2, 0), (2, 2), (3, 1) })
            {
                var s = new ConvolutionShape(4, 3, 6, imageWidth, 1, 3, 3) { StrideX = stride, StrideY = stride, PaddingX = padding, PaddingY = padding };
                int lanes = s.Batch * s.OutputHeight * s.OutputWidth;
                for (int first = 0; first < lanes; first += width)
                {
                    CheckPanel(s, width, first, Math.Min(width, lanes - first), 0, s.InChannels * 9);
                    CheckPanel(s, width, first, Math.Min(width, lanes - first), 4, 11);
                }
            }
        }
    }

    private static void CheckPanel(ConvolutionShape s, int width, int first, int lanes, int k0, int depth)
    {
        // What follows a panel may belong to another thread.
        const int Guard = 16;
        float[] x = Numbers.Random<float>(1, s.InputCount), panel = new float[(depth * width) + Guard];
        Array.Fill(panel, 9);
        fixed (float* px = x, target = panel)
        {
            new Patches<float>(PatchGrid<float>.Forward(px, px + x.Length, s)).Pack(target, width, first, lanes, k0, depth);
        }
        Assert.All(panel[^Guard..], untouched => Assert.Equal(9, untouched));
        for (int lane = 0; lane < width; lane++)
        {
            int pixel = first + lane;
            int image = pixel / (s.OutputHeight * s.OutputWidth), oy = pixel / s.OutputWidth % s.OutputHeight, ox = pixel % s.OutputWidth;
            for (int d = 0; d < depth; d++)
            {
                int tap = k0 + d, iy = (oy * s.StrideY) - s.PaddingY + (tap / 3 % 3), ix = (ox * s.StrideX) - s.PaddingX + (tap % 3);
                bool inside = lane < lanes && iy >= 0 && iy < s.Height && ix >= 0 && ix < s.Width;
                Assert.Equal(inside ? x[((((image * s.InChannels) + (tap / 9)) * s.Height) + iy) * s.Width + ix] : 0, panel[(d * width) + lane]);
            }
        }
    }
}
