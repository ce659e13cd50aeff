// The characters of a text, numbered.

using System.Text;
using Strata.Serialization;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>Characters (Unicode code points) and their numbers, for models of text by characters.</summary>
public sealed class Vocabulary
{
    private readonly Rune[] _characters;
    private readonly Dictionary<Rune, int> _numbers = [];

    /// <summary>All characters that occur in a text, in the order of their code points.</summary>
    /// <exception cref="ArgumentException">The text is empty.</exception>
    public Vocabulary(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        _characters = [.. text.EnumerateRunes().Distinct().Order()];
        for (int i = 0; i < _characters.Length; i++)
        {
            _numbers.Add(_characters[i], i);
        }
    }

    /// <summary>The number of characters.</summary>
    public int Count => _characters.Length;

    /// <summary>All characters in the order of their numbers; a vocabulary made of it is the same one.</summary>
    public string Characters => string.Concat(_characters);

    /// <summary>Reads a UTF-8 text file, with or without a byte order mark; gzip is unpacked.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not UTF-8; the message names the offset.</exception>
    public static string ReadText(string path) => Decode(FileContent.Read(path), path);

    /// <summary>The numbers of a text's characters, Int32 [characters].</summary>
    /// <exception cref="ArgumentException">A character is not in the vocabulary.</exception>
    public Tensor Encode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var numbers = new List<int>(text.Length);
        foreach (Rune character in text.EnumerateRunes())
        {
            numbers.Add(_numbers.TryGetValue(character, out int number)
                ? number
                : throw new ArgumentException($"The character '{character}' (U+{character.Value:X4}) at {numbers.Count} is not among the {Count} of the vocabulary.", nameof(text)));
        }
        return Tensor.Wrap(numbers.ToArray());
    }

    /// <summary>The text of numbers, which may be of any shape: Int32.</summary>
    /// <exception cref="ArgumentException">They are not Int32, or one is not a number of the vocabulary.</exception>
    public string Decode(Tensor numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (numbers.DType != DType.Int32)
        {
            throw new ArgumentException($"Numbers of characters are Int32, but got {numbers.DType} {numbers.Shape}.", nameof(numbers));
        }
        var text = new StringBuilder(numbers.Count);
        foreach (int number in numbers.AsSpan<int>())
        {
            text.Append((uint)number < (uint)Count
                ? _characters[number].ToString()
                : throw new ArgumentException($"There is no character {number} among the {Count} of the vocabulary.", nameof(numbers)));
        }
        return text.ToString();
    }

    /// <summary>
    /// The sequences of a text, one behind the other, for learning to predict the next character: inputs Int32 [sequences, steps].
    /// </summary>
    /// <param name="text">Of characters of the vocabulary only.</param>
    /// <param name="steps">Characters of a sequence.</param>
    /// <param name="stride">Characters from one sequence's beginning to the next one's. Default: 0, as many as there are steps, so that they do not overlap.</param>
    /// <param name="everyStep">
    /// Whether the targets are the next character after each step, Int32 [sequences, steps]. Default: false, after the last one: Int32 [sequences].
    /// </param>
    /// <exception cref="ArgumentException">The text is too short for one sequence and the character after it, or has a character that is not in the vocabulary.</exception>
    public Dataset Sequences(string text, int steps, int stride = 0, bool everyStep = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(stride);
        stride = stride == 0 ? steps : stride;
        ReadOnlySpan<int> numbers = Encode(text).AsSpan<int>();
        int count = numbers.Length <= steps ? 0 : ((numbers.Length - steps - 1) / stride) + 1;
        if (count == 0)
        {
            throw new ArgumentException($"A text of {numbers.Length} characters has no sequence of {steps} and the next one.", nameof(text));
        }
        int perTarget = everyStep ? steps : 1;
        Tensor inputs = Tensor.Uninitialized([count, steps], DType.Int32), targets = Tensor.Uninitialized(everyStep ? [count, steps] : [count], DType.Int32);
        for (int i = 0; i < count; i++)
        {
            numbers.Slice(i * stride, steps).CopyTo(inputs.AsSpan<int>()[(i * steps)..]);
            numbers.Slice((i * stride) + steps + 1 - perTarget, perTarget).CopyTo(targets.AsSpan<int>()[(i * perTarget)..]);
        }
        return new Dataset(inputs, targets, everyStep ? null : [.. _characters.Select(c => c.ToString())]);
    }

    internal static string Decode(byte[] content, string name)
    {
        ReadOnlySpan<byte> bytes = content;
        int mark = bytes.StartsWith("\uFEFF"u8) ? 3 : 0;
        RequireUtf8(bytes, name);
        return Encoding.UTF8.GetString(bytes[mark..]);
    }

    /// <summary>Throws unless the bytes are UTF-8.</summary>
    internal static void RequireUtf8(ReadOnlySpan<byte> bytes, string name)
    {
        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return;
        }
        int offset = 0;
        while (Rune.DecodeFromUtf8(bytes[offset..], out _, out int length) == System.Buffers.OperationStatus.Done)
        {
            offset += length;
        }
        throw Fault.At(name, offset, $"the byte {bytes[offset]:X2} is not UTF-8 here. Save the file as UTF-8.");
    }
}
