namespace Strata.Kernels;

/// <summary>The arithmetic of sliding windows, for convolution and pooling alike.</summary>
public static class Windows
{
    /// <summary>
    /// How many positions a window has: ⌊(length + 2 · padding - span) / stride⌋ + 1, where a window of <paramref name="kernel"/> taps
    /// <paramref name="dilation"/> apart spans dilation · (kernel - 1) + 1. Zero when it does not fit.
    /// </summary>
    public static int OutputLength(int length, int kernel, int stride = 1, int padding = 0, int dilation = 1)
    {
        long room = length + (2L * padding) - (((long)dilation * (kernel - 1)) + 1);
        return room < 0 ? 0 : checked((int)(room / stride) + 1);
    }
}
