using Strata.Data;
using Strata.Models.SparseCoding;
using Strata.Ops;
using Strata.Pictures;
using Strata.Tensors;

/// <summary>The basic sounds of speech: a basis of short windows of recorded sentences.</summary>
internal static class Speech
{
    private const int Window = 128, Atoms = 128, Height = 48, Count = 40_000;

    /// <summary>Learns the basis and draws its wave forms.</summary>
    public static string Make(string data, string file, int seed)
    {
        string folder = Path.Combine(data, "audio", "speech");
        if (data.Length == 0 || !Directory.Exists(folder))
        {
            return "no recorded speech here";
        }
        Sound[] sounds = [.. Directory.GetFiles(folder, "*.wav").Order(StringComparer.Ordinal).Select(Wav.Read)];
        Tensor windows = Windows(sounds, new RandomStream((ulong)seed).Split(2));
        var model = new OnlineDictionaryLearning(Atoms, lambda: 1, epochs: 5, forgetting: 2, seed: seed);
        model.Fit(windows);
        Tensor some = windows.Slice(0, 0, 5000);
        double used = model.Encode(some).ToArray<float>().Count(a => a != 0) / 5000.0;
        Png.Write(file, ImageSheet.Draw(Drawn(model.Dictionary!), enlarge: 1, columns: 12, range: (0, 1)));
        return $"{Atoms} sounds of {1000.0 * Window / sounds[0].Rate:F0} ms from {sounds.Length} sentences: {used:F1} atoms a window, which leave {100 * model.ReconstructionError(some) / Window:F0} % of its variance; wrote {file}";
    }

    // Windows from random places, the recordings being whitened roughly by differences (speech falls by about 6 dB an octave) and scaled to variance 1.
    private static Tensor Windows(Sound[] sounds, RandomStream random)
    {
        float[][] signals = [.. sounds.Select(sound =>
        {
            float[] samples = sound.Samples.Slice(0, 0, 1).ToArray<float>();
            float[] changes = [.. samples.Skip(1).Zip(samples, (after, before) => after - (0.95f * before))];
            double deviation = Math.Sqrt(changes.Average(x => (double)x * x));
            return Array.ConvertAll(changes, x => (float)(x / deviation));
        })];
        double[] places = RandomOps.Uniform([2 * Count], 0, 1, random, DType.Float64).ToArray<double>();
        float[] windows = new float[Count * Window];
        for (int i = 0; i < Count; i++)
        {
            float[] signal = signals[(int)(places[2 * i] * signals.Length)];
            Array.Copy(signal, (int)(places[(2 * i) + 1] * (signal.Length - Window)), windows, i * Window, Window);
        }
        return Tensor.Wrap(windows, [Count, Window]);
    }

    // Each atom as a curve, black on white, in the order of their frequencies (by the number of changes of sign).
    private static Tensor Drawn(Tensor atoms)
    {
        float[][] waves = [.. Enumerable.Range(0, Atoms).Select(j => atoms.Slice(0, j, 1).ToArray<float>())
            .OrderBy(wave => Enumerable.Range(1, Window - 1).Count(i => wave[i] * wave[i - 1] < 0 && Math.Abs(wave[i]) > 0.02))];
        Tensor tiles = Tensor.Ones([Atoms, 1, Height, Window]);
        for (int j = 0; j < Atoms; j++)
        {
            float largest = waves[j].Max(Math.Abs);
            int before = -1;
            for (int x = 0; x < Window; x++)
            {
                int y = (int)((1 - (waves[j][x] / largest)) * (Height - 1) / 2);
                for (int row = Math.Min(y, before < 0 ? y : before); row <= Math.Max(y, before); row++)
                {
                    tiles.AsSpan<float>()[(((j * Height) + row) * Window) + x] = 0;
                }
                tiles.AsSpan<float>()[(((j * Height) + y) * Window) + x] = 0;
                before = y;
            }
        }
        return tiles;
    }
}
