// From a picture of a digit, as a camera, a scanner or a drawing program makes it, to the form of MNIST's.

using Strata.Tensors;

namespace Strata.Data;

/// <summary>Brings the picture of one digit into the form that MNIST's have.</summary>
public static class DigitPicture
{
    private const int Side = 28, Box = 20;

    // As parts of the range from the background to the strongest ink: what counts as ink, and the least contrast of a picture with something on it.
    private const float LeastInk = 0.05f, LeastContrast = 0.1f;

    /// <summary>
    /// Grey, white on black, cropped to the ink, fitted into 20×20 with its proportions kept, and placed so that its centre of mass is pixel (14, 14) of
    /// 28×28 (LeCun, Cortes and Burges 1998, The MNIST database).
    /// </summary>
    /// <param name="picture">One digit, dark on light or light on dark: the border tells which, by its mean.</param>
    /// <returns>Float32 [1, 1, 28, 28], from 0 to 1.</returns>
    /// <exception cref="InvalidDataException">The picture is blank: nothing stands out of its background.</exception>
    public static Tensor Prepare(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Image grey = picture.ToGrey();
        float background = BorderMean(grey);
        if (background > byte.MaxValue / 2f)
        {
            grey = grey.Invert();
            background = byte.MaxValue - background;
        }
        Image ink = Stretch(grey, background) ?? throw new InvalidDataException(
            $"The picture of {picture.Width} x {picture.Height} is blank: nothing stands out of its background. It should show one digit.");
        ink = CropToInk(ink);
        double scale = (double)Box / Math.Max(ink.Width, ink.Height);
        ink = ink.Resize(Math.Max(1, (int)Math.Round(ink.Width * scale)), Math.Max(1, (int)Math.Round(ink.Height * scale)));
        ink = Stretch(ink, 0) ?? ink; // thin strokes have faded in shrinking
        (int left, int top) = Placed(ink);
        byte[] pixels = ink.Pad(left, top, Side - ink.Width - left, Side - ink.Height - top).Pixels;
        return Tensor.Wrap(Array.ConvertAll(pixels, p => p / (float)byte.MaxValue), [1, 1, Side, Side]);
    }

    private static float BorderMean(Image grey)
    {
        long sum = 0;
        int count = 0;
        for (int y = 0; y < grey.Height; y++)
        {
            bool wholeRow = y == 0 || y == grey.Height - 1;
            for (int x = 0; x < grey.Width; x += wholeRow ? 1 : Math.Max(1, grey.Width - 1))
            {
                sum += grey.Pixels[(y * grey.Width) + x];
                count++;
            }
        }
        return (float)sum / count;
    }

    /// <summary>The background becomes 0 and the strongest ink 255; null when they are all but the same.</summary>
    private static Image? Stretch(Image grey, float background)
    {
        float range = grey.Pixels.Max() - background;
        return range < LeastContrast * byte.MaxValue
            ? null
            : new Image(grey.Width, grey.Height, 1, Array.ConvertAll(
                grey.Pixels, p => (byte)((Math.Max(0, p - background) / range * byte.MaxValue) + 0.5f)));
    }

    private static Image CropToInk(Image ink)
    {
        int left = ink.Width, top = ink.Height, right = -1, bottom = -1;
        for (int i = 0; i < ink.Pixels.Length; i++)
        {
            if (ink.Pixels[i] >= LeastInk * byte.MaxValue)
            {
                (int y, int x) = Math.DivRem(i, ink.Width);
                (left, right) = (Math.Min(left, x), Math.Max(right, x));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }
        return ink.Crop(left, top, right - left + 1, bottom - top + 1);
    }

    /// <summary>Where the ink's left upper corner goes, so that its centre of mass comes to the middle and nothing is cut off.</summary>
    private static (int Left, int Top) Placed(Image ink)
    {
        double mass = 0, massX = 0, massY = 0;
        for (int i = 0; i < ink.Pixels.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, ink.Width);
            mass += ink.Pixels[i];
            massX += ink.Pixels[i] * x;
            massY += ink.Pixels[i] * y;
        }
        // Pixel 14 of 0 to 27, not the point between 13 and 14: so MNIST's own pictures come out unchanged.
        const double middle = Side / 2;
        return (
            Math.Clamp((int)Math.Round(middle - (massX / mass)), 0, Side - ink.Width),
            Math.Clamp((int)Math.Round(middle - (massY / mass)), 0, Side - ink.Height));
    }
}
