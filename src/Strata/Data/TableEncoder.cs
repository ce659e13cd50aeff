// From a table's fields to numbers: what is learned from one table (categories, means) is applied to others.

using System.Text;
using Strata.Tensors;

namespace Strata.Data;

/// <summary>What to do about missing values of the inputs.</summary>
public enum MissingValues
{
    /// <summary>A missing value is an error that names its row and column.</summary>
    Error,

    /// <summary>In columns of numbers it becomes the mean of the others; in columns of categories it belongs to none.</summary>
    Mean,
}

/// <summary>How categories become numbers.</summary>
public enum Categories
{
    /// <summary>A column for each category, 1 in the row's own.</summary>
    OneHot,

    /// <summary>One column with the number of the category in the sorted list.</summary>
    Codes,
}

/// <summary>
/// Turns tables into inputs and targets. Columns whose present fields are all numbers are numbers, others are categories, sorted by their names; both are learned from
/// the table that the encoder was made of, the training part, and hold for every table it encodes.
/// </summary>
public sealed class TableEncoder
{
    private const int MostCategories = 1000, MostNumbers = 1 << 29;

    private readonly Column[] _inputs;
    private readonly Column _target;

    /// <summary>Learns the columns of a table.</summary>
    /// <param name="table">The training part.</param>
    /// <param name="target">The name of the target's column.</param>
    /// <param name="classes">
    /// Whether the target is a class: Int32 labels, else numbers. Default: null, a class where the column is not all numbers. Numbers as classes are sorted as numbers.
    /// </param>
    /// <exception cref="ArgumentException">There is no such column, or there are no others.</exception>
    /// <exception cref="InvalidDataException">A target is missing, or is no number though it should be.</exception>
    public TableEncoder(Table table, string target, bool? classes = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        int index = table.Column(target);
        if (table.Columns.Count < 2)
        {
            throw new ArgumentException($"{table.Source} has no column besides the target '{target}'.", nameof(table));
        }
        _target = Column.Learn(table, index, classes);
        if (_target.HasMissing)
        {
            int row = Enumerable.Range(0, table.Rows).First(row => table.IsMissing(row, index));
            throw table.Wrong(row, index, "the target is missing.");
        }
        _inputs = [.. Enumerable.Range(0, table.Columns.Count).Where(i => i != index).Select(i => Column.Learn(table, i, null))];
    }

    /// <summary>What to do about missing values of the inputs. Default: they are errors.</summary>
    public MissingValues Missing { get; init; }

    /// <summary>How categories become numbers. Default: a column for each.</summary>
    public Categories Categories { get; init; }

    /// <summary>The names of the classes, sorted; empty where the target is a number.</summary>
    public IReadOnlyList<string> ClassNames => _target.Categories ?? [];

    /// <summary>The names of the inputs; that of a category's own column is <c>column=category</c>.</summary>
    public IReadOnlyList<string> InputNames => [.. _inputs.SelectMany(c => c.Categories is { } categories && Categories == Categories.OneHot
        ? categories.Select(category => $"{c.Name}={category}")
        : [c.Name])];

    /// <summary>The rows of a table with the same columns, in any order.</summary>
    /// <returns>Inputs Float32 [rows, inputs]; targets Int32 [rows], or Float32 [rows, 1].</returns>
    /// <exception cref="ArgumentException">A column is not there, or there are more than 1,000 categories for a column each.</exception>
    /// <exception cref="InvalidDataException">A field is missing, is no number, or a category that was not learned; the message names row and column.</exception>
    public TableDataset Encode(Table table)
    {
        ArgumentNullException.ThrowIfNull(table);
        foreach (Column column in _inputs)
        {
            if (Categories == Categories.OneHot && column.Categories is { Length: > MostCategories } many)
            {
                throw new ArgumentException(
                    $"The column '{column.Name}' has {many.Length} categories; a column for each is made of {MostCategories} at most. Encode them as Categories.Codes, or leave the column out.");
            }
        }
        int width = InputNames.Count;
        if ((long)table.Rows * width > MostNumbers)
        {
            throw new ArgumentException(
                $"{table.Rows} rows of {width} numbers are more than {MostNumbers}. Encode categories as Categories.Codes, or leave columns out.", nameof(table));
        }
        var inputs = new float[table.Rows * width];
        int at = 0;
        foreach (Column column in _inputs)
        {
            at += Fill(table, column, inputs, width, at);
        }
        return new TableDataset(Tensor.Wrap(inputs, [table.Rows, width]), Targets(table), ClassNames, InputNames);
    }

    private Tensor Targets(Table table)
    {
        int index = table.Column(_target.Name);
        if (_target.Categories is not null)
        {
            return Tensor.Wrap([.. Enumerable.Range(0, table.Rows).Select(row => _target.Category(table, row, index))]);
        }
        return Tensor.Wrap([.. Enumerable.Range(0, table.Rows).Select(row => (float)Column.Number(table, row, index))], [table.Rows, 1]);
    }

    // One column of the table, from column `at` of the inputs on; gives how many it takes there.
    private int Fill(Table table, Column column, float[] inputs, int width, int at)
    {
        int index = table.Column(column.Name);
        bool oneHot = column.Categories is not null && Categories == Categories.OneHot;
        for (int row = 0; row < table.Rows; row++)
        {
            Span<float> values = inputs.AsSpan((row * width) + at);
            bool missing = table.IsMissing(row, index);
            if (missing && Missing == MissingValues.Error)
            {
                throw table.Wrong(row, index, "the value is missing. Fill it in, drop the row, or ask for MissingValues.Mean.");
            }
            if (column.Categories is null)
            {
                values[0] = (float)(missing ? column.Mean : Column.Number(table, row, index));
            }
            else if (oneHot && !missing)
            {
                values[column.Category(table, row, index)] = 1;
            }
            else if (!oneHot)
            {
                values[0] = missing ? -1 : column.Category(table, row, index);
            }
        }
        return oneHot ? column.Categories!.Length : 1;
    }

    /// <summary>What is known of a column: its categories, or else the mean of its numbers.</summary>
    private sealed class Column
    {
        private Dictionary<string, int> _numbers = [];

        internal string Name { get; private init; } = "";

        internal string[]? Categories { get; private set; }

        internal double Mean { get; private set; }

        internal bool HasMissing { get; private set; }

        internal static Column Learn(Table table, int index, bool? categories)
        {
            var column = new Column { Name = table.Columns[index] };
            double sum = 0;
            int count = 0;
            bool numbers = true;
            for (int row = 0; row < table.Rows; row++)
            {
                if (table.IsMissing(row, index))
                {
                    column.HasMissing = true;
                    continue;
                }
                bool isNumber = table.TryNumber(row, index, out double number);
                if (!isNumber && categories is false)
                {
                    Number(table, row, index);
                }
                numbers &= isNumber;
                sum += number;
                count++;
            }
            column.Mean = count == 0 ? 0 : sum / count;
            if (categories ?? !numbers)
            {
                var names = new HashSet<string>(StringComparer.Ordinal);
                for (int row = 0; row < table.Rows; row++)
                {
                    if (!table.IsMissing(row, index))
                    {
                        names.Add(Text(table, row, index));
                    }
                }
                column.Categories = numbers
                    ? [.. names.OrderBy(name => double.Parse(name, System.Globalization.CultureInfo.InvariantCulture)).ThenBy(name => name, StringComparer.Ordinal)]
                    : [.. names.Order(StringComparer.Ordinal)];
                column._numbers = column.Categories.Select((name, i) => KeyValuePair.Create(name, i)).ToDictionary(StringComparer.Ordinal);
            }
            return column;
        }

        internal static double Number(Table table, int row, int index) => table.TryNumber(row, index, out double number) && Math.Abs(number) <= float.MaxValue
            ? number
            : throw table.Wrong(row, index, $"'{Shortened(Text(table, row, index))}' is not a finite number.");

        internal int Category(Table table, int row, int index) => _numbers.TryGetValue(Text(table, row, index), out int number)
            ? number
            : throw table.Wrong(row, index, $"the category '{Shortened(Text(table, row, index))}' was not among the {_numbers.Count} that were learned.");

        private static string Text(Table table, int row, int index) => Encoding.UTF8.GetString(table.Field(row, index)).Trim(' ');

        private static string Shortened(string text) => text.Length <= 40 ? text : text[..40] + "...";
    }
}
