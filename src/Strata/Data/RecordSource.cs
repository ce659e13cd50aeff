// Data sets larger than memory: records of one length in files, read when their batch is asked for.

using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;
using Strata.Ops;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>
/// Samples in files whose records all have one length. Only a batch of inputs is in memory at a time, and all targets; the order is drawn over all samples, by random
/// access. Dispose of it to close the files.
/// </summary>
public sealed class RecordSource : DataSource, IDisposable
{
    private readonly record struct Part(SafeFileHandle Handle, string Path, long Start, int First, int Count);

    private readonly List<Part> _parts = [];
    private readonly int _recordBytes, _skippedBytes;
    private readonly Action<byte[], Span<float>> _decode;
    private readonly Tensor _targets;

    private RecordSource(Shape inputShape, int recordBytes, int skippedBytes, Action<byte[], Span<float>> decode, Tensor targets, IReadOnlyList<string> classNames)
    {
        InputShape = inputShape;
        _recordBytes = recordBytes;
        _skippedBytes = skippedBytes;
        _decode = decode;
        _targets = targets;
        ClassNames = classNames;
    }

    /// <inheritdoc/>
    public override Shape InputShape { get; }

    /// <inheritdoc/>
    public override int? SampleCount => _targets.Shape[0];

    /// <inheritdoc/>
    public override Tensor ExampleTargets => _targets;

    /// <inheritdoc/>
    public override IReadOnlyList<string> ClassNames { get; }

    /// <summary>
    /// The pictures of an IDX file [count, height, width] of bytes, not compressed, with the labels of another (which may be): inputs [1, height, width] from 0 to 1.
    /// </summary>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file is not right, is compressed by gzip, or the two do not fit each other.</exception>
    public static RecordSource OpenIdx(string imagesPath, string labelsPath, IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        IdxArray labels = IdxFile.Read(labelsPath);
        byte[] header = new byte[16];
        using (FileStream stream = File.OpenRead(imagesPath))
        {
            int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            if (read < header.Length || !header.AsSpan(0, 4).SequenceEqual((ReadOnlySpan<byte>)[0, 0, 8, 3]))
            {
                throw Fault.At(imagesPath, 0, header is [0x1F, 0x8B, ..]
                    ? "the file is compressed by gzip, so its records cannot be read in any order. Unpack it first."
                    : "not an IDX file of pictures: it does not start with 00 00 08 03.");
            }
            uint count = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4)), height = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(8)),
                width = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(12));
            if ((Int128)count * height * width != stream.Length - header.Length || count == 0 || (long)height * width is 0 or > int.MaxValue)
            {
                throw Fault.At(imagesPath, 4, $"the dimensions [{count}, {height}, {width}] do not fit the {stream.Length - header.Length} bytes that follow.");
            }
            if (labels.ElementType != IdxElementType.UInt8 || labels.Dimensions.Count != 1 || labels.Dimensions[0] != count)
            {
                throw Fault.At(labelsPath, 4, $"the labels are {labels.ElementType} [{string.Join(", ", labels.Dimensions)}]; expected a byte for each of {count} pictures.");
            }
            for (int i = 0; i < labels.Bytes.Length; i++)
            {
                Cifar.RequireLabel(labelsPath, 8 + i, labels.Bytes[i], classNames.Count);
            }
            Tensor targets = Tensor.Wrap(Array.ConvertAll(labels.Bytes, label => (int)label));
            return new RecordSource([1, (int)height, (int)width], (int)(height * width), 0, Pixels, targets, classNames).With(imagesPath, header.Length, (int)count);
        }
    }

    /// <summary>The pictures of CIFAR-10's binary files, one file behind the other: inputs [3, 32, 32] from 0 to 1.</summary>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file breaks off in a record, or has a label above 9.</exception>
    public static RecordSource OpenCifar10(IReadOnlyList<string> classNames, params string[] paths)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ArgumentNullException.ThrowIfNull(paths);
        const int record = 1 + Cifar.Pixels;
        var labels = new List<int>();
        var counts = new List<int>();
        foreach (string path in paths)
        {
            using SafeFileHandle handle = File.OpenHandle(path);
            long length = RandomAccess.GetLength(handle);
            Cifar.RequireRecords(path, length, record);
            byte[] label = new byte[1];
            for (long at = 0; at < length; at += record)
            {
                RandomAccess.Read(handle, label, at);
                labels.Add(Cifar.RequireLabel(path, at, label[0], classNames.Count));
            }
            counts.Add((int)(length / record));
        }
        var source = new RecordSource([Cifar.Channels, Cifar.Side, Cifar.Side], record, 1, Pixels, Tensor.Wrap(labels.ToArray()), classNames);
        for (int i = 0; i < paths.Length; i++)
        {
            source.With(paths[i], 0, counts[i]);
        }
        return source;
    }

    /// <summary>
    /// The samples along the first axis of an .npy file of float32, little-endian and row-major, with the targets of another file, which is read whole: int32 or int64
    /// [samples] become labels, other types float32 values.
    /// </summary>
    /// <param name="classNames">What the labels stand for. Default: none.</param>
    /// <exception cref="FileNotFoundException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">
    /// A file is not right, the inputs are of another type or order, a label is out of range, or the two do not fit each other.
    /// </exception>
    public static RecordSource OpenNpy(string inputsPath, string targetsPath, IReadOnlyList<string>? classNames = null)
    {
        Tensor targets = Npy.Read(targetsPath);
        bool labels = targets.DType is DType.Int32 or DType.Int64;
        if (labels)
        {
            RequireLabels(targetsPath, targets.To(DType.Int64).AsSpan<long>(), classNames);
        }
        targets = targets.To(labels ? DType.Int32 : DType.Float32);
        using FileStream stream = File.OpenRead(inputsPath);
        NpyHeader header = Npy.ReadHeader(stream, inputsPath);
        if (header.Type is not { Kind: "f4", BigEndian: false } || header.FortranOrder || header.Shape.Length == 0)
        {
            throw Fault.At(inputsPath, 0, "samples are read one by one from little-endian float32 arrays, row-major and of at least one axis. Save x.astype('<f4', order='C').");
        }
        int count = header.Shape[0];
        if (header.Shape.Contains(0) || header.Count * sizeof(float) != stream.Length - header.Length || header.Count / count > Array.MaxLength / sizeof(float))
        {
            throw Fault.At(inputsPath, header.Length, $"the shape [{string.Join(", ", header.Shape)}] does not fit the {stream.Length - header.Length} bytes that follow.");
        }
        return targets.Rank > 0 && targets.Shape[0] == count
            ? new RecordSource([.. header.Shape[1..]], (int)(header.Count / count) * sizeof(float), 0, Floats, targets, classNames ?? []).With(inputsPath, header.Length, count)
            : throw Fault.At(targetsPath, 0, $"the targets are {targets.Shape}; expected one for each of the {count} samples of {inputsPath}.");
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file has become shorter.</exception>
    public override IEnumerable<(Tensor Inputs, Tensor Targets)> Batches(
        int batchSize, RandomStream? shuffle = null, int skip = 0, CancellationToken cancellation = default)
        => Parts(_targets.Shape[0], batchSize, shuffle, skip).Select(part =>
        {
            Tensor inputs = Tensor.Uninitialized([part.Count, .. InputShape]);
            byte[] record = new byte[_recordBytes - _skippedBytes];
            int width = InputShape.ElementCount;
            for (int i = 0; i < part.Count; i++)
            {
                Read(part.Indices is { } indices ? indices.AsSpan<int>()[i] : part.Start + i, record);
                _decode(record, inputs.AsSpan<float>().Slice(i * width, width));
            }
            return (inputs, part.Indices is { } chosen ? _targets.Gather(chosen) : _targets.Slice(0, part.Start, part.Count));
        });

    /// <summary>Closes the files.</summary>
    public void Dispose() => _parts.ForEach(part => part.Handle.Dispose());

    // Without names there may be any number of classes.
    private static void RequireLabels(string path, ReadOnlySpan<long> labels, IReadOnlyList<string>? classNames)
    {
        long last = (classNames?.Count ?? int.MaxValue) - 1;
        int bad = 0;
        while (bad < labels.Length && labels[bad] >= 0 && labels[bad] <= last)
        {
            bad++;
        }
        if (bad < labels.Length)
        {
            string classes = classNames is null ? "" : $"with {classNames.Count} classes ";
            throw new InvalidDataException($"{path}, target {bad}: the label {labels[bad]}; {classes}labels are 0 to {last}.");
        }
    }

    private RecordSource With(string path, long start, int count)
    {
        int first = _parts.Count == 0 ? 0 : _parts[^1].First + _parts[^1].Count;
        _parts.Add(new Part(File.OpenHandle(path, options: FileOptions.RandomAccess), path, start, first, count));
        return this;
    }

    private void Read(int sample, byte[] record)
    {
        Part part = _parts.FindLast(p => p.First <= sample);
        long offset = part.Start + ((long)(sample - part.First) * _recordBytes) + _skippedBytes;
        for (int read = 0; read < record.Length;)
        {
            int count = RandomAccess.Read(part.Handle, record.AsSpan(read), offset + read);
            read += count > 0 ? count : throw Fault.At(part.Path, offset + read, $"the file has become shorter since it was opened: sample {sample} is not there.");
        }
    }

    private static void Pixels(byte[] record, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = record[i] / (float)byte.MaxValue;
        }
    }

    private static void Floats(byte[] record, Span<float> values) => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(record).CopyTo(values);
}
