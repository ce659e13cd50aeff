// What a CSV file holds: named columns of texts.

using System.Globalization;
using System.Text;
using Strata.Serialization;

namespace Strata.Data;

/// <summary>Rows of fields under named columns. See <see cref="TableEncoder"/> for how it becomes numbers.</summary>
public sealed class Table
{
    private readonly byte[] _bytes;
    private readonly int[] _ends;
    private readonly int[] _records;
    private readonly int _first;
    private readonly byte[][] _missing;

    internal Table(string source, CsvFormat format, byte[] bytes, int[] ends, int[] records, int columns)
    {
        Source = source;
        _bytes = bytes;
        _ends = ends;
        _records = records;
        _missing = [.. format.Missing.Select(Encoding.UTF8.GetBytes)];
        Columns = [.. Enumerable.Range(0, columns).Select(i => i.ToString(CultureInfo.InvariantCulture))];
        if (format.Header)
        {
            Columns = [.. Enumerable.Range(0, columns).Select(i => Encoding.UTF8.GetString(Bytes(0, i)).Trim())];
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (string column in Columns)
            {
                if (!seen.Add(column))
                {
                    throw Fault.At(source, records[0], $"two columns are named '{column}'. Is the first record no header?");
                }
            }
            _first = 1;
        }
    }

    /// <summary>The file.</summary>
    public string Source { get; }

    /// <summary>The names of the columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The number of rows, without the header.</summary>
    public int Rows => _records.Length - _first;

    /// <summary>One field, as it was written but without quotes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row or column.</exception>
    public string this[int row, int column]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(row);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(row, Rows);
            ArgumentOutOfRangeException.ThrowIfNegative(column);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(column, Columns.Count);
            return Encoding.UTF8.GetString(Field(row, column));
        }
    }

    /// <summary>The number of the column of this name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public int Column(string name)
    {
        int index = Columns.ToList().IndexOf(name);
        return index >= 0 ? index : throw new ArgumentException($"{Source} has no column '{name}'; it has {string.Join(", ", Columns.Take(30))}.", nameof(name));
    }

    /// <summary>All inputs and the target as a data set: see <see cref="TableEncoder"/>, with its defaults, fitted to this table.</summary>
    /// <param name="target">The name of the target's column.</param>
    /// <param name="missing">What to do about missing values. Default: they are errors.</param>
    public TableDataset ToDataset(string target, MissingValues missing = MissingValues.Error)
        => new TableEncoder(this, target) { Missing = missing }.Encode(this);

    /// <summary>A field without the spaces around it.</summary>
    internal ReadOnlySpan<byte> Field(int row, int column) => Bytes(row + _first, column);

    internal bool IsMissing(int row, int column)
    {
        ReadOnlySpan<byte> field = Field(row, column).Trim((byte)' ');
        if (field.IsEmpty)
        {
            return true;
        }
        foreach (byte[] missing in _missing)
        {
            if (field.SequenceEqual(missing))
            {
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether a field is a finite number, and which.</summary>
    internal bool TryNumber(int row, int column, out double number)
        => double.TryParse(Field(row, column).Trim((byte)' '), NumberStyles.Float, CultureInfo.InvariantCulture, out number) && double.IsFinite(number);

    /// <summary>The error for a field.</summary>
    internal InvalidDataException Wrong(int row, int column, string fault)
        => Fault.At(Source, _records[row + _first], $"row {row + 1}, column '{Columns[column]}': {fault}");

    private ReadOnlySpan<byte> Bytes(int record, int column)
    {
        int field = (record * Columns.Count) + column;
        int start = field == 0 ? 0 : _ends[field - 1];
        return _bytes.AsSpan(start, _ends[field] - start);
    }
}
