// The sample of real handwritten digits that is embedded in the library; see data/README.md for its source and licence.

using System.Globalization;

namespace Strata.Data;

/// <summary>
/// 1,797 real handwritten digits, embedded in the library, so that nothing needs a network: the test part of
/// E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits, UCI Machine Learning Repository, 1998,
/// doi 10.24432/C50P49, CC BY 4.0.
/// </summary>
public static class Digits
{
    private const int TestEvery = 5;
    private const int Stored = 8, Drawn = 20, Border = 4, Side = Drawn + (2 * Border);
    private const int MostInk = 16;

    /// <summary>
    /// Loads the digits as pictures like MNIST's: white on black, each 8×8 original (ink 0 to 16) enlarged smoothly to
    /// 20×20 in the middle of 28×28, values 0 to 255.
    /// </summary>
    /// <remarks>
    /// Every fifth digit of each class, in file order, is the test part: 1,442 to learn from and 355 to judge by. The labels repeat one sequence about every 130 digits,
    /// evidently a sheet for each of some fourteen writers, so both parts have the same writers. Strangers' handwriting is harder: with the last three
    /// sheets held out, LeNet-5 gets about 3 percentage points less.
    /// </remarks>
    public static ImageSet Load()
    {
        IdxArray images = Read("optdigits-images-idx3-ubyte.gz");
        byte[] labels = Read("optdigits-labels-idx1-ubyte.gz").Bytes;
        int[] seen = new int[10];
        ILookup<bool, int> parts = Enumerable.Range(0, labels.Length).ToLookup(i => ++seen[labels[i]] % TestEvery == 0);
        int[] train = [.. parts[false]], test = [.. parts[true]];
        string[] classNames = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        string source = string.Create(CultureInfo.InvariantCulture,
            $"UCI optical digits, {train.Length:N0} + {test.Length:N0} images of 8x8 " +
            $"enlarged to {Side}x{Side}, the sample embedded in Strata");
        return new ImageSet("Digits", source, classNames, Part(train), Part(test));

        LabeledImages Part(int[] chosen)
        {
            byte[] pixels = [.. chosen.SelectMany(i => Enlarge(images.Bytes.AsSpan(i * Stored * Stored, Stored * Stored)))];
            return new LabeledImages(Side, Side, pixels, [.. chosen.Select(i => labels[i])], classNames);
        }
    }

    private static byte[] Enlarge(ReadOnlySpan<byte> ink)
    {
        var pixels = new byte[ink.Length];
        for (int i = 0; i < ink.Length; i++) pixels[i] = (byte)(((ink[i] * 255) + (MostInk / 2)) / MostInk);
        return new Image(Stored, Stored, 1, pixels).Resize(Drawn, Drawn).Pad(Border, Border, Border, Border).Pixels;
    }

    private static IdxArray Read(string name)
    {
        using Stream stream = typeof(Digits).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"Strata.dll was built without its resource {name}; " +
                "build it from the whole repository.");
        return IdxFile.Read(stream, name);
    }
}
