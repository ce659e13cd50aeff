// Resizing by a separable triangle filter: one pass along the rows, one along the columns.

namespace Strata.Data;

internal static class Resampling
{
    /// <summary>
    /// New pixel i sits at c = (i + 1/2) s - 1/2 of the old row, s = old / new. Old pixel j weighs max(0, 1 - |j - c| /
    /// r), where r = max(1, s); the weights of each new pixel are scaled to sum 1, and the borders simply have fewer of
    /// them.
    /// </summary>
    internal static Image Resize(Image image, int width, int height)
    {
        int channels = image.Channels;
        bool alpha = channels is 2 or 4;
        float[] samples = Array.ConvertAll(image.Pixels, sample => (float)sample);
        if (alpha) ScaleByAlpha(samples, channels, static (colour, opacity) => colour * opacity / 255);

        // Rows or columns first, whichever leaves less in between; that is then never more than the larger of the two
        // pictures.
        (int First, float[] Weights)[] across = Taps(image.Width, width), down = Taps(image.Height, height);
        if ((long)image.Height * width <= (long)height * image.Width)
        {
            samples = AlongAxis(samples, image.Height, image.Width, channels, across);   // [oldHeight, width, channels]
            samples = AlongAxis(samples, 1, image.Height, width * channels, down);       // [height, width, channels]
        }
        else
        {
            samples = AlongAxis(samples, 1, image.Height, image.Width * channels, down); // [height, oldWidth, channels]
            samples = AlongAxis(samples, height, image.Width, channels, across);         // [height, width, channels]
        }

        if (alpha) ScaleByAlpha(samples, channels, static (colour, opacity) => opacity > 0 ? colour * 255 / opacity : 0);
        byte[] pixels = Array.ConvertAll(samples, sample => (byte)Math.Clamp(sample + 0.5f, 0, 255));
        return new Image(width, height, channels, pixels);
    }

    /// <summary>
    /// [outer, length, inner] → [outer, taps.Length, inner]: each new element is a weighted sum of old ones.
    /// </summary>
    private static float[] AlongAxis(float[] source, int outer, int length, int inner, (int First, float[] Weights)[] taps)
    {
        var result = new float[outer * taps.Length * inner];
        for (int o = 0; o < outer; o++)
        {
            for (int i = 0; i < taps.Length; i++)
            {
                (int first, float[] weights) = taps[i];
                Span<float> sum = result.AsSpan(((o * taps.Length) + i) * inner, inner);
                for (int t = 0; t < weights.Length; t++)
                {
                    ReadOnlySpan<float> old = source.AsSpan(((o * length) + first + t) * inner, inner);
                    for (int k = 0; k < inner; k++) sum[k] += weights[t] * old[k];
                }
            }
        }
        return result;
    }

    private static (int First, float[] Weights)[] Taps(int oldLength, int newLength)
    {
        double scale = (double)oldLength / newLength;
        double radius = Math.Max(1, scale);
        var taps = new (int, float[])[newLength];
        for (int i = 0; i < newLength; i++)
        {
            double centre = ((i + 0.5) * scale) - 0.5;
            int first = Math.Max(0, (int)Math.Ceiling(centre - radius));
            int last = Math.Min(oldLength - 1, (int)Math.Floor(centre + radius));
            var weights = new double[last - first + 1];
            for (int j = first; j <= last; j++) weights[j - first] = Math.Max(0, 1 - (Math.Abs(j - centre) / radius));
            double sum = weights.Sum();
            taps[i] = (first, Array.ConvertAll(weights, weight => (float)(weight / sum)));
        }
        return taps;
    }

    private static void ScaleByAlpha(float[] samples, int channels, Func<float, float, float> scale)
    {
        for (int pixel = 0; pixel < samples.Length; pixel += channels)
            for (int k = 0; k < channels - 1; k++)
                samples[pixel + k] = scale(samples[pixel + k], samples[pixel + channels - 1]);
    }
}
