// Pictures of one size with their classes.

using System.Globalization;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>
/// Pictures of one size with their classes: the training or test part of a data set. Inputs are [count, channels, height, width] with values from 0 to 1.
/// </summary>
public sealed class LabeledImages : Dataset
{
    /// <summary>Grey pictures and labels.</summary>
    /// <param name="height">Rows of each picture; at least 1.</param>
    /// <param name="width">Columns of each picture; at least 1.</param>
    /// <param name="pixels">All pictures, one after the other: [count, height, width], 0 to 255.</param>
    /// <param name="labels">The class of each picture, from 0: [count]; at least one.</param>
    /// <param name="classNames">The names of the classes; every label is below their number.</param>
    /// <exception cref="ArgumentException">The set is empty, the counts differ, or a label is out of range.</exception>
    public LabeledImages(int height, int width, byte[] pixels, byte[] labels, IReadOnlyList<string> classNames)
        : this(1, height, width, pixels, Array.ConvertAll(labels ?? throw new ArgumentNullException(nameof(labels)), label => (int)label), classNames)
    {
    }

    /// <summary>Pictures of any number of channels, and labels.</summary>
    /// <param name="channels">1 for grey, 3 for RGB.</param>
    /// <param name="height">Rows of each picture; at least 1.</param>
    /// <param name="width">Columns of each picture; at least 1.</param>
    /// <param name="pixels">All pictures, one after the other, each channel by channel: [count, channels, height, width], 0 to 255.</param>
    /// <param name="labels">The class of each picture, from 0: [count]; at least one.</param>
    /// <param name="classNames">The names of the classes; every label is below their number.</param>
    /// <exception cref="ArgumentException">The set is empty, the counts differ, or a label is out of range.</exception>
    public LabeledImages(int channels, int height, int width, byte[] pixels, int[] labels, IReadOnlyList<string> classNames)
        : base(InputsOf(channels, height, width, pixels, labels), Tensor.Wrap(labels), classNames)
    {
        Channels = channels;
        Height = height;
        Width = width;
    }

    /// <summary>Channels of each picture: 1 for grey, 3 for RGB.</summary>
    public int Channels { get; }

    /// <summary>Rows of each picture.</summary>
    public int Height { get; }

    /// <summary>Columns of each picture.</summary>
    public int Width { get; }

    /// <summary>All pictures, [count, channels, height, width], from 0 to 1.</summary>
    public Tensor Images => Inputs;

    /// <summary>The class of each picture, Int32 [count].</summary>
    public Tensor Labels => Targets;

    /// <summary>A copy of one picture.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such picture.</exception>
    public Image Picture(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        int plane = Height * Width;
        ReadOnlySpan<float> picture = Images.AsSpan<float>().Slice(index * Channels * plane, Channels * plane);
        var pixels = new byte[picture.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)((picture[(i % Channels * plane) + (i / Channels)] * byte.MaxValue) + 0.5f);
        }
        return new Image(Width, Height, Channels, pixels);
    }

    /// <summary>
    /// Reads a set of one's own from two IDX files, plain or gzip, as MNIST's: images [count, height, width], labels
    /// [count].
    /// </summary>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is not right, or the two do not fit each other; the message says how.
    /// </exception>
    public static LabeledImages Read(string imagesPath, string labelsPath, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        IdxArray images = IdxFile.Read(imagesPath);
        IdxArray labels = IdxFile.Read(labelsPath);
        CheckBytes(images, imagesPath, 3, "[count, height, width]");
        CheckBytes(labels, labelsPath, 1, "[count]");
        int count = images.Dimensions[0], height = images.Dimensions[1], width = images.Dimensions[2];
        if (images.Bytes.Length == 0)
            throw Fault.At(imagesPath, 4, $"the set is empty: its dimensions are [{count}, {height}, {width}].");
        if (labels.Dimensions[0] != count)
            throw Fault.At(labelsPath, 4, string.Create(CultureInfo.InvariantCulture,
                $"{labels.Dimensions[0]:N0} labels for the {count:N0} images of {imagesPath}."));
        int classCount = classNames.Count;
        if (FirstOutOfRange(labels.Bytes, classCount) is int index)
            throw Fault.At(labelsPath, 8 + index,
                $"label {index} is {labels.Bytes[index]}; with {classCount} classes labels are 0 to {classCount - 1}.");
        return new LabeledImages(height, width, images.Bytes, labels.Bytes, classNames);
    }

    private static Tensor InputsOf(int channels, int height, int width, byte[] pixels, int[] labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Length == 0) throw new ArgumentException("The set is empty: it has no labels.", nameof(labels));
        Int128 needed = (Int128)labels.Length * channels * height * width;
        if (pixels.Length != needed)
            throw new ArgumentException(
                $"{labels.Length} labels need {labels.Length} x {(channels == 1 ? "" : $"{channels} x ")}{height} x {width} pixels = {needed}; " +
                $"got {pixels.Length}.", nameof(pixels));
        var values = new float[pixels.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = pixels[i] / (float)byte.MaxValue;
        }
        return Tensor.Wrap(values, [labels.Length, channels, height, width]);
    }

    private static void CheckBytes(IdxArray array, string path, int rank, string expected)
    {
        if (array.ElementType != IdxElementType.UInt8)
            throw Fault.At(path, 2, $"the elements are {array.ElementType}; expected unsigned bytes.");
        if (array.Dimensions.Count != rank)
            throw Fault.At(path, 3,
                $"the dimensions are [{string.Join(", ", array.Dimensions)}]; expected {expected}.");
    }

    private static int? FirstOutOfRange(ReadOnlySpan<byte> labels, int classCount)
    {
        int index = classCount > byte.MaxValue ? -1 : labels.IndexOfAnyExceptInRange((byte)0, (byte)(classCount - 1));
        return index < 0 ? null : index;
    }
}
