using Strata.Data;
using Strata.Ops;
using Strata.Pictures;
using Strata.Tensors;

/// <summary>The first experiment: a patch T as a sum of few among 400 patches S[k], Σ a_k S[k] ≈ T. No basis is learned; the samples themselves are the atoms.</summary>
internal static class Choice
{
    private const int Size = 16, Candidates = 400, Targets = 6, Chosen = 5;

    /// <summary>Draws a row for each target: the target, the chosen patches in the order of their share, and their sum.</summary>
    public static string Make(IReadOnlyList<Tensor> pictures, string file, int seed)
    {
        Tensor patches = Patches.Sample(pictures, Size, Candidates + Targets, new RandomStream((ulong)seed).Split(1)).Reshape([Candidates + Targets, Size * Size]);
        patches -= patches.Mean([1], keepAxes: true);
        Tensor candidates = patches.Slice(0, 0, Candidates), targets = patches.Slice(0, Candidates, Targets);
        Tensor codes = targets.MatMul(candidates, transposeB: true).MatchingPursuit(candidates.MatMul(candidates, transposeB: true), targets.Square().Sum([1]), Chosen);
        Tensor sums = codes.MatMul(candidates);
        var tiles = new List<Tensor>();
        for (int t = 0; t < Targets; t++)
        {
            float[] code = codes.Slice(0, t, 1).ToArray<float>();
            int[] chosen = [.. Enumerable.Range(0, Candidates).OrderByDescending(k => Math.Abs(code[k])).Take(Chosen)];
            tiles.Add(targets.Slice(0, t, 1));
            tiles.AddRange(chosen.Select(k => candidates.Slice(0, k, 1)));
            tiles.Add(sums.Slice(0, t, 1));
        }
        Png.Write(file, ImageSheet.Draw(ConcatenateOp.Concatenate([.. tiles]).Reshape([tiles.Count, 1, Size, Size]), enlarge: 4, columns: Chosen + 2));
        double left = (targets - sums).Square().Sum().ToScalar() / targets.Square().Sum().ToScalar();
        return $"{Targets} patches as sums of {Chosen} among {Candidates} others: {100 * left:F0} % of their variance is left; wrote {file}";
    }
}
