// A data set of labelled pictures: what it is, where it came from, and its two parts.

namespace Strata.Data;

/// <summary>A data set of labelled pictures in two parts, which says where its data came from.</summary>
public sealed class ImageSet
{
    /// <summary>A data set of two parts with pictures of one size.</summary>
    /// <param name="name">A short name, as <c>MNIST</c>.</param>
    /// <param name="source">A sentence for the user: which data this is, how much, from where.</param>
    /// <param name="classNames">The name of each class.</param>
    /// <param name="train">The part to learn from.</param>
    /// <param name="test">The part to judge by.</param>
    /// <exception cref="ArgumentException">
    /// The parts have other sizes of pictures, or another number of classes than names.
    /// </exception>
    public ImageSet(
        string name, string source, IReadOnlyList<string> classNames, LabeledImages train, LabeledImages test)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        if ((train.Channels, train.Height, train.Width) != (test.Channels, test.Height, test.Width))
            throw new ArgumentException(
                $"{name}: the training pictures are {Size(train)}, the test pictures {Size(test)}.", nameof(test));
        if (train.ClassNames.Count != classNames.Count || test.ClassNames.Count != classNames.Count)
            throw new ArgumentException(
                $"{name}: {classNames.Count} class names for {train.ClassNames.Count} training and " +
                $"{test.ClassNames.Count} test classes.", nameof(classNames));
        Name = name;
        Source = source;
        ClassNames = [.. classNames];
        Train = train;
        Test = test;
    }

    /// <summary>A short name, as <c>MNIST</c>.</summary>
    public string Name { get; }

    /// <summary>
    /// Which data this is, how much and from where, as <c>MNIST, 60,000 + 10,000 images, from /data/mnist</c>.
    /// </summary>
    public string Source { get; }

    /// <summary>The name of each class; label k means the k-th.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The part to learn from.</summary>
    public LabeledImages Train { get; }

    /// <summary>The part to judge by; no model sees it while it learns.</summary>
    public LabeledImages Test { get; }

    private static string Size(LabeledImages part) => $"{(part.Channels == 1 ? "" : $"{part.Channels} x ")}{part.Height} x {part.Width}";
}
