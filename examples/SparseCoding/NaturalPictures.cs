using Strata.Data;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;

/// <summary>Pictures to learn from.</summary>
internal static class NaturalPictures
{
    /// <summary>The grey pictures of the data, [1, height, width] each, or pictures of dead leaves.</summary>
    public static IEnumerable<Tensor> Read(string data, int seed, out string source)
    {
        string folder = Path.Combine(data, "images", "gray");
        if (data.Length == 0 || !Directory.Exists(folder))
        {
            source = "no natural pictures here: ten of dead leaves instead";
            return Enumerable.Range(0, 10).Select(i => DeadLeaves(256, new Random(seed + i)));
        }
        string[] files = [.. Directory.GetFiles(folder, "*.pgm").Order(StringComparer.Ordinal)];
        source = $"{files.Length} pictures of {folder}";
        return files.Select(file => Pnm.Read(file).ToGrey()).Select(image => Tensor.Wrap(Array.ConvertAll(image.Pixels, p => p / 255f), [1, image.Height, image.Width]));
    }

    /// <summary>Patches of whitened pictures, each picture scaled to variance 1.</summary>
    public static Tensor Whitened(IEnumerable<Tensor> pictures, int size, int count, int seed)
    {
        Tensor[] whitened = [.. pictures.Select(picture =>
        {
            Tensor white = new FrequencyWhitening().Forward(picture);
            return white / Math.Sqrt(white.Square().Mean().ToScalar());
        })];
        return Patches.Sample(whitened, size, count, new RandomStream((ulong)seed));
    }

    // Discs of random greys that hide each other, many small and few large ones: edges at all scales, as in natural pictures (Lee, Mumford and Huang 2001).
    private static Tensor DeadLeaves(int size, Random random)
    {
        float[] grey = new float[size * size];
        for (int disc = 0; disc < 4000; disc++)
        {
            double radius = 3 / Math.Sqrt(0.002 + random.NextDouble()), x = random.NextDouble() * size, y = random.NextDouble() * size;
            float value = random.NextSingle();
            for (int row = (int)Math.Max(0, y - radius); row < Math.Min(size, y + radius); row++)
            {
                for (int column = (int)Math.Max(0, x - radius); column < Math.Min(size, x + radius); column++)
                {
                    if (((column - x) * (column - x)) + ((row - y) * (row - y)) < radius * radius)
                    {
                        grey[(row * size) + column] = value;
                    }
                }
            }
        }
        return Tensor.Wrap(grey, [1, size, size]);
    }
}
