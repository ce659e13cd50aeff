using System.Runtime.CompilerServices;
using Strata.Autograd;
using Strata.Layers;
using Strata.Ops;
using Strata.Tensors;
using Strata.Training;

namespace Strata.Models.SparseCoding;

/// <summary>
/// Dictionary learning from batches (Mairal, Bach, Ponce and Sapiro 2009): the codes of a batch are added to B = Σ a aᵀ and C = Σ a xᵀ, and the atoms go one round towards
/// what these sums ask for. Samples are seen once or a few times and need not be in memory together: <see cref="PartialFit"/> takes batches from anywhere.
/// </summary>
public sealed class OnlineDictionaryLearning : LassoCoder
{
    private Tensor? _codeProducts, _sampleProducts, _steps;

    /// <param name="atoms">The number of atoms, more or fewer than there are features.</param>
    /// <param name="lambda">λ, for samples as they are. Default: 1.</param>
    /// <param name="batchSize">Samples a step of <see cref="Preprocessing.Fit"/>. Default: 256.</param>
    /// <param name="epochs">How often <see cref="Preprocessing.Fit"/> goes through the samples. Default: 5.</param>
    /// <param name="forgetting">
    /// ρ: sums count (1 - 1/t)^ρ of themselves at step t, so that codes of early, bad dictionaries fade. 0 forgets nothing. Default: 10.
    /// </param>
    /// <param name="method">How codes are found. Default: coordinate descent.</param>
    /// <param name="nonNegative">Whether codes may not be negative. Default: false.</param>
    /// <param name="seed">Chooses the samples that atoms begin as, and the order of the samples. Default: 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is not in its range.</exception>
    public OnlineDictionaryLearning(
        int atoms, double lambda = 1, int batchSize = 256, int epochs = 5, double forgetting = 10, LassoMethod method = LassoMethod.CoordinateDescent,
        bool nonNegative = false, long seed = 0)
        : base(atoms, lambda, method, nonNegative, seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epochs);
        (BatchSize, Epochs) = (batchSize, epochs);
        Forgetting = forgetting >= 0 && double.IsFinite(forgetting)
            ? forgetting
            : throw new ArgumentOutOfRangeException(nameof(forgetting), forgetting, "The exponent of forgetting is 0 or a positive number.");
    }

    /// <summary>Samples a step of <see cref="Preprocessing.Fit"/>.</summary>
    public int BatchSize { get; }

    /// <summary>How often <see cref="Preprocessing.Fit"/> goes through the samples.</summary>
    public int Epochs { get; }

    /// <summary>ρ: sums count (1 - 1/t)^ρ of themselves at step t.</summary>
    public double Forgetting { get; }

    /// <summary>How many steps the model has taken; saved with it, so that learning can go on later.</summary>
    public long Steps => _steps is null ? 0 : (long)_steps.ToScalar();

    [ModuleInitializer]
    internal static void Register()
    {
        LayerTypes.Add<OnlineDictionaryLearning>();
        Recipes.Add(() => new RuleRecipe<OnlineDictionaryLearning>
        {
            Name = "dictionary",
            Family = "sparse coding",
            Description = "100 atoms of digits, non-negative sparse codes, online",
            Source = "Olshausen and Field 1996; Mairal, Bach, Ponce and Sapiro 2009, Online dictionary learning for sparse coding",
            Model = (seed, plan) => new OnlineDictionaryLearning(100, 0.5, plan.BatchSize, plan.Epochs, nonNegative: true, seed: (long)seed),
            Learn = (model, fit) => model.Fit(fit.Data.Train.Images, fit.EpochEnded, fit.Checkpointing, fit.Cancellation),
            Learned = model => [model.Dictionary!],
            Figures = (model, set) => new Dictionary<string, double>
            {
                ["objective"] = model.Score(set.Test.Images),
                ["squared_error"] = model.ReconstructionError(set.Test.Images),
            },
            Reconstruction = (model, x) => model.Decode(model.Encode(x)),
            BatchSize = 256,
            Epochs = 5,
            LeastSteps = 200,
        });
    }

    /// <summary>Learns a dictionary, as <see cref="Preprocessing.Fit"/> does.</summary>
    /// <param name="data">[samples, ...], at least as many as there are atoms.</param>
    /// <param name="epochEnded">
    /// Told what each epoch came to, as soon as it has ended; of a training that is resumed not those before. It has <c>objective</c>, the mean over batches of
    /// ½ ‖x - Dᵀa‖² + λ Σ|a| before their steps.
    /// </param>
    /// <param name="checkpointing">Keeps the training's state in a file as it goes, and resumes it from there if that is wanted. Default: null, none.</param>
    /// <param name="cancellation">Looked at before every step.</param>
    /// <exception cref="ShapeException">The samples have another shape than those before.</exception>
    /// <exception cref="ArgumentException">A value is not a finite number, or there are too few samples, or all codes are zero.</exception>
    /// <exception cref="InvalidDataException">The checkpoint to resume from is damaged, or of another training.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Fit(Tensor data, Action<EpochResult>? epochEnded, Checkpointing? checkpointing = null, CancellationToken cancellation = default)
        => FitBy(samples => Learn(samples, epochEnded, checkpointing, cancellation), data);

    /// <summary>One step with a batch. The first one builds the model and chooses its atoms, so it needs at least as many samples as there are atoms.</summary>
    /// <param name="batch">[samples, ...].</param>
    /// <returns>The mean over the batch of ½ ‖x - Dᵀa‖² + λ Σ|a|, before the step.</returns>
    /// <exception cref="ShapeException">The samples have another shape than those before.</exception>
    /// <exception cref="ArgumentException">A value is not a finite number, or the first batch has too few samples, or all its codes are zero.</exception>
    public double PartialFit(Tensor batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (!IsFitted)
        {
            FitBy(
                samples =>
                {
                    Begin(samples);
                    History = [Step(samples)];
                }, batch);
            return History[0];
        }
        Build(batch.Shape[1..]);
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = new TensorScope();
        return Step(batch);
    }

    /// <inheritdoc/>
    private protected override void DeclareMore(int features)
    {
        _codeProducts = AddState("code_products", [Atoms, Atoms], shape => Tensor.Zeros(shape, DType));
        _sampleProducts = AddState("sample_products", [Atoms, features], shape => Tensor.Zeros(shape, DType));
        _steps = AddState("steps", [], shape => Tensor.Zeros(shape, DType));
    }

    /// <inheritdoc/>
    protected override void Learn(Tensor data) => Learn(data, null, null, default);

    private void Learn(Tensor data, Action<EpochResult>? epochEnded, Checkpointing? checkpointing, CancellationToken cancellation)
    {
        Begin(data);
        var training = new OnlineDictionaryTraining(this, data);
        History = training.Run(Epochs, epochEnded, checkpointing, cancellation)["objective"];
    }

    private void Begin(Tensor data)
    {
        SamplesAsAtoms(data).To(DType).CopyTo(Dictionary!);
        foreach (Tensor sums in (Tensor[])[_codeProducts!, _sampleProducts!, _steps!])
        {
            Tensor.Zeros(sums.Shape, DType).CopyTo(sums);
        }
    }

    /// <summary>One step with a batch: the mean over it of the objective before.</summary>
    internal double Step(Tensor batch)
    {
        Tensor rows = batch.Reshape([batch.Shape[0], InputShape.ElementCount]).To(DType.Float64);
        Tensor dictionary = Dictionary!.To(DType.Float64).Clone();
        Tensor codes = Code(rows, dictionary, null);
        CodeSums sums = CodeSums.Zeros(Atoms, rows.Shape[1]);
        sums.Add(rows, codes);
        double steps = _steps!.ToScalar() + 1;
        if (sums.AreZero && steps == 1)
        {
            throw AllZero(rows, dictionary);
        }
        double objective = sums.Objective(dictionary, Lambda) / rows.Shape[0];
        double kept = Math.Pow(1 - (1 / steps), Forgetting);
        Tensor b = (_codeProducts!.To(DType.Float64) * kept) + sums.Codes, c = (_sampleProducts!.To(DType.Float64) * kept) + sums.Samples;
        DictionarySteps.Descend(b, c, dictionary, sweeps: 1);
        DeadAtoms.Replace(rows, codes, dictionary, b);
        b.To(DType).CopyTo(_codeProducts!);
        c.To(DType).CopyTo(_sampleProducts!);
        dictionary.To(DType).CopyTo(Dictionary!);
        Tensor.Full([], steps, DType).CopyTo(_steps!);
        return objective;
    }
}
