namespace Strata.Kernels.Recurrent;

/// <summary>The sizes of a recurrent layer that reads a sequence.</summary>
/// <param name="Steps">Steps of the sequence.</param>
/// <param name="Batch">Sequences.</param>
/// <param name="Inputs">Inputs of a step.</param>
/// <param name="Units">The length of the state.</param>
/// <param name="Backwards">Whether the last step is read first.</param>
public readonly record struct RecurrentShape(int Steps, int Batch, int Inputs, int Units, bool Backwards)
{
    /// <summary>Elements of one state vector of all sequences.</summary>
    public int State => checked(Batch * Units);

    /// <summary>
    /// Elements of a state after every step: <see cref="Steps"/> + 1 places of [batch, units]. Reading forwards, place 0 holds the first state and place t + 1 the one after
    /// step t; backwards, place t the one after step t and the last place the first state.
    /// </summary>
    public int States => checked((Steps + 1) * State);

    /// <summary>Rows of all steps' inputs.</summary>
    internal int Rows => checked(Steps * Batch);

    /// <summary>Where the states after the steps begin.</summary>
    public int FirstAfter => Backwards ? 0 : State;

    /// <summary>Where the states before the steps begin.</summary>
    public int FirstBefore => Backwards ? State : 0;

    /// <summary>Where the first state begins.</summary>
    public int First => Backwards ? Steps * State : 0;

    /// <summary>Where the last state begins.</summary>
    public int Last => Backwards ? 0 : Steps * State;

    /// <summary>The step that is read as number <paramref name="i"/>.</summary>
    internal int Step(int i) => Backwards ? Steps - 1 - i : i;

    /// <summary>The place of the state before a step.</summary>
    internal int Before(int step) => Backwards ? step + 1 : step;

    /// <summary>The place of the state after a step.</summary>
    internal int After(int step) => Backwards ? step : step + 1;
}
