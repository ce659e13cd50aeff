// Comma-separated values as RFC 4180 (Shafranovich 2005) describes them: fields between delimiters, quoted where they hold delimiters, quotes or line breaks.

using System.Text;
using Strata.Serialization;

namespace Strata.Data;

/// <summary>How a CSV file is written.</summary>
public sealed record CsvFormat
{
    /// <summary>The ASCII character between fields. Default: a comma.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>Whether the first record names the columns. Default: true; otherwise they are called 0, 1, 2 ...</summary>
    public bool Header { get; init; } = true;

    /// <summary>Lines before the first record that are none of the table's. Default: 0.</summary>
    public int SkippedLines { get; init; }

    /// <summary>Fields that stand for a missing value, besides empty ones. Default: NA, N/A, NaN, nan, null, ?</summary>
    public IReadOnlyList<string> Missing { get; init; } = ["NA", "N/A", "NaN", "nan", "null", "?"];
}

/// <summary>Reads CSV files.</summary>
public static class Csv
{
    /// <summary>
    /// Reads the CSV file at <paramref name="path"/> (UTF-8, with or without a byte order mark; gzip is unpacked) by RFC 4180: quoted fields may hold delimiters,
    /// line breaks and doubled quotes; records end in CR LF, LF or CR. Empty lines are skipped
    /// before the first record, and behind it in tables of more than one column; in a table of one column each of them is a missing value.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Default: commas, and a header.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">
    /// A record has more or fewer fields than the first, a quote is not closed or stands inside a field, two columns have one name, the file has no records or is not
    /// UTF-8. The message names the file, the offset and the fault.
    /// </exception>
    public static Table Read(string path, CsvFormat? format = null) => Parse(FileContent.Read(path), path, format);

    /// <summary>As <see cref="Read"/>, of a text that is in memory.</summary>
    public static Table Parse(string text, CsvFormat? format = null) => Parse(Encoding.UTF8.GetBytes(text), "text", format);

    internal static Table Parse(byte[] content, string name, CsvFormat? format = null)
    {
        format ??= new CsvFormat();
        if (!char.IsAscii(format.Delimiter) || format.Delimiter is '"' or '\r' or '\n')
        {
            throw new ArgumentException($"The delimiter '{format.Delimiter}' is not an ASCII character other than a quote or a line break.", nameof(format));
        }
        Vocabulary.RequireUtf8(content, name);
        return new Parser(content, name, format).Parse();
    }

    private sealed class Parser(byte[] content, string name, CsvFormat format)
    {
        // All fields' bytes without quotes, one behind the other, and where each of them ends: no more than the file has.
        private readonly byte[] _bytes = new byte[content.Length];
        private readonly List<int> _ends = [];
        private readonly List<int> _records = [];
        private int _at = content.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        private int _written;
        private int _columns;

        internal Table Parse()
        {
            for (int line = 0; line < format.SkippedLines && _at < content.Length; line++)
            {
                int end = content.AsSpan(_at).IndexOfAny((byte)'\r', (byte)'\n');
                _at = end < 0 ? content.Length : _at + end;
                SkipLineBreak();
            }
            while (_at < content.Length)
            {
                if (_columns != 1 && SkipLineBreak()) // zero before the first record
                {
                    continue;
                }
                Record();
            }
            if (_records.Count == 0 || (format.Header && _records.Count == 1))
            {
                throw Fault.At(name, content.Length, format.Header && _records.Count == 1 ? "there is a header, but no record." : "the file has no records.");
            }
            return new Table(name, format, _bytes, [.. _ends], [.. _records], _columns);
        }

        private void Record()
        {
            int start = _at, fields = 0;
            do
            {
                Field();
                fields++;
            }
            while (TryTake((byte)format.Delimiter));
            if (_at < content.Length && !SkipLineBreak())
            {
                throw Fault.At(name, _at, "text after a closing quote; expected the delimiter or the end of the line. A quote inside a quoted field is written twice.");
            }
            _columns = _records.Count == 0 ? fields : _columns;
            if (fields != _columns)
            {
                throw Fault.At(name, start, $"record {_records.Count + 1} has {fields} fields; the first has {_columns}.");
            }
            _records.Add(start);
        }

        private void Field()
        {
            if (TryTake((byte)'"'))
            {
                Quoted(_at - 1);
            }
            else
            {
                ReadOnlySpan<byte> rest = content.AsSpan(_at);
                int length = rest.IndexOfAny((byte)format.Delimiter, (byte)'\r', (byte)'\n');
                rest = length < 0 ? rest : rest[..length];
                int quote = rest.IndexOf((byte)'"');
                if (quote >= 0)
                {
                    throw Fault.At(name, _at + quote, "a quote inside a field that is not quoted. Put the whole field in quotes, and write quotes inside it twice.");
                }
                Write(rest);
                _at += rest.Length;
            }
            _ends.Add(_written);
        }

        private void Quoted(int opened)
        {
            while (true)
            {
                int length = content.AsSpan(_at).IndexOf((byte)'"');
                if (length < 0)
                {
                    throw Fault.At(name, opened, "a quote is opened here and never closed.");
                }
                Write(content.AsSpan(_at, length));
                _at += length + 1;
                if (!TryTake((byte)'"'))
                {
                    return;
                }
                Write("\""u8);
            }
        }

        private void Write(ReadOnlySpan<byte> bytes)
        {
            bytes.CopyTo(_bytes.AsSpan(_written));
            _written += bytes.Length;
        }

        private bool TryTake(byte b)
        {
            if (_at < content.Length && content[_at] == b)
            {
                _at++;
                return true;
            }
            return false;
        }

        private bool SkipLineBreak()
        {
            bool carriage = TryTake((byte)'\r');
            return TryTake((byte)'\n') || carriage;
        }
    }
}
