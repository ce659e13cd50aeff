using Strata.Autograd;
using Strata.Tensors;

namespace Strata.Layers;

/// <summary>
/// A trained model in service: predictions from any number of threads at once. It never changes. A call of a size that its thread has
/// predicted before allocates nothing: memory for the numbers in between is used again. (Recurrent layers that are
/// defined by a <see cref="Recurrent.Cell"/> alone keep lists of their states.)
/// </summary>
public sealed class Predictor
{
    [ThreadStatic] private static ForwardContext? s_context;
    private readonly Layer _model;

    /// <summary>Predictions by a model.</summary>
    /// <param name="model">Built. It must not be trained while it serves.</param>
    /// <param name="classNames">What the classes are called, in the order of the outputs. Default: none.</param>
    /// <exception cref="InvalidOperationException">The model has not been built.</exception>
    /// <exception cref="ArgumentException">There are not as many names as outputs.</exception>
    public Predictor(Layer model, IReadOnlyList<string>? classNames = null)
    {
        model.RequireBuilt("weights");
        if (classNames is { Count: > 0 } && classNames.Count != model.OutputShape.ElementCount)
        {
            throw new ArgumentException($"There are {classNames.Count} class names for {model}, which has outputs {model.OutputShape}.", nameof(classNames));
        }
        _model = model;
        ClassNames = classNames ?? [];
    }

    /// <summary>The shape of one sample.</summary>
    public Shape InputShape => _model.InputShape;

    /// <summary>The shape of what the model makes of one sample.</summary>
    public Shape OutputShape => _model.OutputShape;

    /// <summary>What the classes are called; empty where nobody said.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Reads a model that <see cref="LayerFiles.Save"/> has written, with its class names.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is no such file, is damaged, or does not fit; the message says how.</exception>
    public static Predictor Load(string path)
    {
        ModelFile file = ModelFile.Read(path);
        try
        {
            return new Predictor(file.Model, file.ClassNames);
        }
        catch (ArgumentException unfit)
        {
            throw new InvalidDataException($"{path}: {unfit.Message}", unfit);
        }
    }

    /// <summary>What the model makes of a batch.</summary>
    /// <param name="inputs">[batch, ...].</param>
    /// <returns>[batch, ...], in the memory of the caller's scope.</returns>
    /// <exception cref="ShapeException">The samples are not of <see cref="InputShape"/>.</exception>
    public Tensor Predict(Tensor inputs)
    {
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = TensorScope.Repeat();
        return scope.Keep(Forward(inputs));
    }

    /// <summary>The same into memory of one's own: one sample or several, one after the other.</summary>
    /// <typeparam name="TInput">Of the samples: the model's type, or int where it takes indices.</typeparam>
    /// <typeparam name="TOutput">Of the predictions: the model's type.</typeparam>
    /// <param name="inputs">As many elements as so many samples have; at least one sample.</param>
    /// <param name="outputs">Filled with as many predictions.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public void Predict<TInput, TOutput>(ReadOnlySpan<TInput> inputs, Span<TOutput> outputs)
        where TInput : unmanaged
        where TOutput : unmanaged
    {
        int one = InputShape.ElementCount, samples = one == 0 ? 0 : inputs.Length / one;
        if (samples == 0 || inputs.Length != samples * one)
        {
            throw new ArgumentException($"A sample {InputShape} has {one} elements; {inputs.Length} are no number of samples.", nameof(inputs));
        }
        if (outputs.Length != (long)samples * OutputShape.ElementCount)
        {
            throw new ArgumentException(
                $"{samples} predictions {OutputShape} take {(long)samples * OutputShape.ElementCount} elements, but there is room for {outputs.Length}.", nameof(outputs));
        }
        using Tape.PauseScope pause = Tape.Pause();
        using var scope = TensorScope.Repeat();
        Tensor x = Tensor.Uninitialized(InputShape.Insert(0, samples), DTypeExtensions.Of<TInput>());
        inputs.CopyTo(x.AsSpan<TInput>());
        Forward(x).AsSpan<TOutput>().CopyTo(outputs);
    }

    // A thread uses its context again; one inside a layer that predicts gets another.
    private Tensor Forward(Tensor x)
    {
        ForwardContext context = s_context ?? ForwardContext.UnseenInference;
        s_context = null;
        Tensor y = _model.Forward(x, context);
        context.Switches.Clear();
        s_context = context;
        return y;
    }
}
