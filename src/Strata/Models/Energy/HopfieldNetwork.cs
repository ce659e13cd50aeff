using Strata.Autograd;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Models.Energy;

/// <summary>
/// Hopfield's associative memory (1982): units of -1 and 1, xᵢ ← sign(Σⱼ Wᵢⱼ xⱼ), symmetric weights without a diagonal. Patterns become the lowest places of the energy
/// -½ xᵀ W x, which updates one after the other never raise; so does much that is a mixture of patterns, the spurious states.
/// </summary>
public sealed class HopfieldNetwork
{
    private Tensor? _weight;

    /// <summary>W [units, units]: symmetric, with a diagonal of zeros.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been stored.</exception>
    public Tensor Weight => _weight ?? throw new InvalidOperationException("The network has stored nothing yet. Call Fit(patterns).");

    /// <summary>Stores patterns, instead of what was stored before.</summary>
    /// <param name="patterns">[patterns, units] of -1 and 1.</param>
    /// <param name="rule">Default: Hebb's.</param>
    /// <exception cref="ArgumentException">There is no pattern, or a value that is neither -1 nor 1.</exception>
    public void Fit(Tensor patterns, HopfieldRule rule = HopfieldRule.Hebb)
    {
        Require(patterns, null);
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        Tensor x = patterns.To(DType.Float64);
        int units = x.Shape[1];
        Tensor w = rule == HopfieldRule.Hebb ? (x / units).MatMul(x, transposeA: true) : Projection(x);
        Span<double> values = w.AsSpan<double>();
        for (int i = 0; i < units; i++)
        {
            values[(i * units) + i] = 0;
        }
        using (TensorScope.Suspend())
        {
            _weight = w.To(DType.Float32).Clone();
        }
    }

    /// <summary>-½ xᵀ W x of each state: [batch, units] → [batch].</summary>
    public Tensor Energy(Tensor states)
    {
        Require(states, Weight.Shape[0]);
        using Tape.PauseScope pause = Tape.Pause();
        return (states.MatMul(Weight) * states).Sum([-1]) * -0.5;
    }

    /// <summary>Updates units one after the other, in a new random order each sweep, until none changes: the energy only falls.</summary>
    /// <param name="states">Where to begin, [batch, units] of -1 and 1.</param>
    /// <param name="random">The orders, which all states share.</param>
    /// <param name="mostSweeps">Default: 100.</param>
    /// <returns>The states where it ended, and whether all were stable.</returns>
    public (Tensor States, bool Converged) Recall(Tensor states, RandomStream random, int mostSweeps = 100)
    {
        Require(states, Weight.Shape[0]);
        ArgumentNullException.ThrowIfNull(random);
        using Tape.PauseScope pause = Tape.Pause();
        int units = states.Shape[1];
        Tensor columns = states.Transpose().Clone(); // [units, batch]: a unit's states lie together
        bool changed = true;
        for (int sweep = 0; sweep < mostSweeps && changed; sweep++)
        {
            using var scope = new TensorScope();
            changed = false;
            foreach (int i in RandomOps.Permutation(units, random).ToArray<int>())
            {
                using var unit = new TensorScope();
                ReadOnlySpan<float> field = Weight.Slice(0, i, 1).MatMul(columns).AsSpan<float>();
                changed |= Follow(field, columns.Slice(0, i, 1).AsSpan<float>());
            }
        }
        return (columns.Transpose(), !changed);
    }

    /// <summary>Updates all units at once, until nothing changes or states alternate between two, which such updates can end in.</summary>
    /// <param name="states">Where to begin, [batch, units] of -1 and 1.</param>
    /// <param name="mostSteps">Default: 100.</param>
    /// <returns>The states where it ended, and whether all were stable.</returns>
    public (Tensor States, bool Converged) RecallAtOnce(Tensor states, int mostSteps = 100)
    {
        Require(states, Weight.Shape[0]);
        using Tape.PauseScope pause = Tape.Pause();
        Tensor now = states.Clone();
        for (int step = 0; step < mostSteps; step++)
        {
            using var scope = new TensorScope();
            if (!Follow(now.MatMul(Weight).AsSpan<float>(), now.AsSpan<float>()))
            {
                return (now, true);
            }
        }
        return (now, false);
    }

    /// <summary>Writes the weights to a safetensors file, which appears whole or not at all; <see cref="Load"/> reads it.</summary>
    /// <exception cref="InvalidOperationException">Nothing has been stored.</exception>
    /// <exception cref="IOException">The file cannot be written; an old one is as it was.</exception>
    public void Save(string path) => SafeTensors.Write(path, [new("weight", Weight)]);

    /// <summary>Reads a network that was saved.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else.</exception>
    public static HopfieldNetwork Load(string path)
    {
        IReadOnlyDictionary<string, Tensor> tensors = SafeTensors.Read(path).Tensors;
        return tensors.Count == 1 && tensors.TryGetValue("weight", out Tensor? w) && w is { Rank: 2, Count: > 0, DType: DType.Float32 } && w.Shape[0] == w.Shape[1]
            ? new HopfieldNetwork { _weight = w }
            : throw new InvalidDataException($"{path} holds no Hopfield network, whose only tensor is 'weight', Float32 [units, units].");
    }

    // x ← sign(field), and as it was where the field is zero. Rounding must not let a unit waver.
    private static bool Follow(ReadOnlySpan<float> field, Span<float> x)
    {
        const float Nothing = 1e-5f;
        bool changed = false;
        for (int i = 0; i < x.Length; i++)
        {
            if (field[i] * x[i] < -Nothing)
            {
                x[i] = -x[i];
                changed = true;
            }
        }
        return changed;
    }

    // Ξᵀ (Ξ Ξᵀ)⁺ Ξ by the eigenvalues of the small matrix; patterns that depend on others add nothing.
    private static Tensor Projection(Tensor x)
    {
        (Tensor values, Tensor vectors) = (x / x.Shape[1]).MatMul(x, transposeB: true).SymmetricEigen();
        double[] inverse = [.. values.ToArray<double>().Select(value => value > 1e-10 ? 1 / (value * x.Shape[1]) : 0)];
        Tensor g = vectors.MatMul(Tensor.Wrap(inverse, [inverse.Length, 1]) * vectors, transposeA: true); // eigenvectors are rows
        return x.MatMul(g.MatMul(x), transposeA: true);
    }

    private static void Require(Tensor states, int? units)
    {
        ArgumentNullException.ThrowIfNull(states);
        if (states.Rank != 2 || states.Count == 0 || states.Shape[1] != (units ?? states.Shape[1]) || states.DType != DType.Float32)
        {
            throw new ArgumentException($"A Hopfield network takes Float32 states [batch, {(units is null ? "units" : units)}], but got {states.DType} {states.Shape}.", nameof(states));
        }
        int bad = Array.FindIndex(states.ToArray<float>(), x => x is not (1 or -1));
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"A Hopfield network takes -1 and 1, but state {bad / states.Shape[1]} has {states.AsSpan<float>()[bad]}. For zeros and ones take 2 x - 1.", nameof(states));
        }
    }
}
