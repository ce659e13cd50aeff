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
        // Output rows of 3 and 10 pixels: runs shorter than a register, copied as whole cache lines where there is room.
        foreach (int imageWidth in new[] { 5, 12 })
        {
            var s = new ConvolutionShape(4, 3, 6, imageWidth, 1, 3, 3);
            int depth = s.InChannels * 9, lanes = s.Batch * s.OutputHeight * s.OutputWidth;
            for (int first = 0; first < lanes; first += width)
            {
                CheckPanel(s, width, first, Math.Min(width, lanes - first), depth);
            }
        }
    }

    private static void CheckPanel(ConvolutionShape s, int width, int first, int lanes, int depth)
    {
        // What follows a panel may belong to another thread.
        const int Guard = 16;
        float[] x = Numbers.Random<float>(1, s.InputCount), panel = new float[(depth * width) + Guard];
        Array.Fill(panel, 9);
        fixed (float* px = x, target = panel)
        {
            new Patches<float>(PatchGrid<float>.Forward(px, px + x.Length, s)).Pack(target, width, first, lanes, 0, depth);
        }
        Assert.All(panel[^Guard..], untouched => Assert.Equal(9, untouched));
        for (int lane = 0; lane < lanes; lane++)
        {
            int pixel = first + lane;
            int image = pixel / (s.OutputHeight * s.OutputWidth), oy = pixel / s.OutputWidth % s.OutputHeight, ox = pixel % s.OutputWidth;
            for (int d = 0; d < depth; d++)
            {
                int row = (((image * s.InChannels) + (d / 9)) * s.Height) + oy + (d / 3 % 3);
                Assert.Equal(x[(row * s.Width) + ox + (d % 3)], panel[(d * width) + lane]);
            }
        }
    }
}
