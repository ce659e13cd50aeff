namespace Strata.Optimizers.FullBatch;

/// <summary>How far to go in a direction in which the loss falls. It keeps nothing between searches.</summary>
public abstract class LineSearch
{
    /// <summary>A point of the line to go on from; <see cref="Line.Start"/> if none is found that is better.</summary>
    /// <param name="line">The loss along the direction.</param>
    /// <param name="trial">The step to look at first, above zero.</param>
    public abstract LinePoint Find(Line line, double trial);

    /// <summary>A number between zero and one, once it is known to be one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is not.</exception>
    protected static double Fraction(double value, string name) => value is > 0 and < 1
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"The {name} of a line search is between 0 and 1.");
}
