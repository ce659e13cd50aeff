using System.IO.Compression;
using Strata.Data;
using Strata.Layers;

namespace Strata.Tests.Data;

public class CsvTests
{
    private static readonly CsvFormat s_bare = new() { Header = false };

    private static string[] Fields(Table table) => [.. from row in Enumerable.Range(0, table.Rows) from column in Enumerable.Range(0, table.Columns.Count) select table[row, column]];

    private static string Message(string text, CsvFormat? format = null) => Assert.Throws<InvalidDataException>(() => Csv.Parse(text, format ?? s_bare)).Message;

    [Theory]
    [InlineData("a,b\r\nc,d\r\n")]
    [InlineData("a,b\nc,d")]
    [InlineData("a,b\rc,d\r")]
    [InlineData("\uFEFFa,b\n\nc,d\n\n")]
    [InlineData("\"a\",\"b\"\n\"c\",d")]
    public void Records_end_in_any_line_break(string text)
    {
        Table table = Csv.Parse(text, s_bare);
        Assert.Equal((2, 2), (table.Rows, table.Columns.Count));
        Assert.Equal(["a", "b", "c", "d"], Fields(table));
    }

    [Fact]
    public void Quoted_fields_hold_delimiters_quotes_and_line_breaks()
    {
        Table table = Csv.Parse("\"a,b\",\"say \"\"x\"\"\"\r\n\"two\r\nlines\",\"\"\r\n", s_bare);
        Assert.Equal(["a,b", "say \"x\"", "two\r\nlines", ""], Fields(table));
        Assert.Equal(["x", "y z"], Csv.Parse("x;'y'\n1;2\n".Replace("'y'", "\"y z\""), new CsvFormat { Delimiter = ';' }).Columns);
    }

    [Fact]
    public void Lines_before_the_table_and_gzip_are_dealt_with()
    {
        Assert.Equal(["1", "2"], Fields(Csv.Parse("made by hand\n\na,b\n1,2\n", new CsvFormat { SkippedLines = 2 })));
        using var folder = new TemporaryFolder();
        using (var gzip = new GZipStream(File.Create(folder.File("t.csv.gz")), CompressionLevel.Optimal))
        {
            gzip.Write("a,b\n1,2\n"u8);
        }
        Assert.Equal(["1", "2"], Fields(Csv.Read(folder.File("t.csv.gz"))));
    }

    [Theory]
    [InlineData("\n\r\n\ra,b\n1,2\n")]
    [InlineData("\uFEFF\na,b\n1,2\n")]
    public void Empty_lines_before_the_first_record_are_skipped(string text)
    {
        Table table = Csv.Parse(text);
        Assert.Equal(["a", "b"], table.Columns);
        Assert.Equal(["1", "2"], Fields(table));
    }

    [Fact]
    public void Empty_lines_of_a_single_column_are_missing_values_behind_the_first_record_only()
    {
        Assert.Equal(["1", "", "2"], Fields(Csv.Parse("\n\na\n1\n\n2\n")));
        Assert.Equal(["1", "2"], Fields(Csv.Parse("\n1\n2", s_bare)));
        Assert.Contains("the file has no records.", Message("\n\r\n"));
    }

    [Fact]
    public void Faults_are_named()
    {
        Assert.Equal("text, offset 4: record 2 has 3 fields; the first has 2.", Message("a,b\nc,d,e\n"));
        Assert.Equal("text, offset 2: a quote is opened here and never closed.", Message("a,\"b\nc,d"));
        Assert.Contains("offset 3: a quote inside a field that is not quoted", Message("a,b\"c\n"));
        Assert.Contains("offset 3: text after a closing quote", Message("\"a\"b,c"));
        Assert.Contains("the file has no records.", Message(""));
        Assert.Contains("there is a header, but no record.", Message("a,b\n", new CsvFormat()));
        Assert.Contains("two columns are named 'a'. Is the first record no header?", Message("a,a\n1,2\n", new CsvFormat()));
        Assert.Throws<ArgumentException>(() => Csv.Parse("a", new CsvFormat { Delimiter = '"' }));
        Assert.Contains("t, offset 1: the byte FF is not UTF-8 here.", Assert.Throws<InvalidDataException>(() => Csv.Parse([(byte)'a', 0xFF], "t")).Message);
    }

    [Fact]
    public void Numbers_and_categories_become_inputs_and_labels()
    {
        Table table = Csv.Parse("size,colour,kind\n1.5,red,b\n-2e1,blue,a\n3,red,b\n");
        TableDataset data = table.ToDataset("kind");
        Assert.Equal(["size", "colour=blue", "colour=red"], data.InputNames);
        Assert.Equal([1.5f, 0, 1, -20, 1, 0, 3, 0, 1], data.Inputs.ToArray<float>());
        Assert.Equal(["a", "b"], data.ClassNames);
        Assert.Equal([1, 0, 1], data.Targets.ToArray<int>());
        TableDataset codes = new TableEncoder(table, "kind") { Categories = Categories.Codes }.Encode(table);
        Assert.Equal(["size", "colour"], codes.InputNames);
        Assert.Equal([1.5f, 1, -20, 0, 3, 1], codes.Inputs.ToArray<float>());
        TableDataset values = table.ToDataset("size");
        Assert.Equal("[3, 1]", values.Targets.Shape.ToString());
        Assert.Equal([1.5f, -20, 3], values.Targets.ToArray<float>());
        Assert.Equal(["-2e1", "1.5", "3"], new TableEncoder(table, "size", classes: true).ClassNames);
    }

    [Fact]
    public void Missing_values_are_errors_or_become_the_mean_of_the_training_part()
    {
        Table train = Csv.Parse("x,c,y\n1,u,0\n,v,1\n3,?,2\n"), test = Csv.Parse("y,c,x\n5,u,NA\n");
        Assert.Equal("text, offset 12: row 2, column 'x': the value is missing. Fill it in, drop the row, or ask for MissingValues.Mean.",
            Assert.Throws<InvalidDataException>(() => train.ToDataset("y")).Message);
        var encoder = new TableEncoder(train, "y") { Missing = MissingValues.Mean };
        Assert.Equal([1f, 1, 0, 2, 0, 1, 3, 0, 0], encoder.Encode(train).Inputs.ToArray<float>());
        Assert.Equal([2f, 1, 0], encoder.Encode(test).Inputs.ToArray<float>()); // the columns in another order
        Assert.Contains("row 1, column 'y': the target is missing.", Assert.Throws<InvalidDataException>(() => Csv.Parse("x,y\n1,\n").ToDataset("y")).Message);
    }

    [Fact]
    public void What_was_not_learned_is_an_error()
    {
        var encoder = new TableEncoder(Csv.Parse("x,c,y\n1,u,a\n2,v,b\n"), "y");
        Assert.Contains("row 1, column 'c': the category 'w' was not among the 2 that were learned.",
            Assert.Throws<InvalidDataException>(() => encoder.Encode(Csv.Parse("x,c,y\n1,w,a\n"))).Message);
        Assert.Contains("row 1, column 'x': 'one' is not a finite number.",
            Assert.Throws<InvalidDataException>(() => encoder.Encode(Csv.Parse("x,c,y\none,u,a\n"))).Message);
        Assert.Contains("text has no column 'z'; it has x, c, y.", Assert.Throws<ArgumentException>(() => Csv.Parse("x,c,y\n1,u,a\n").ToDataset("z")).Message);
        Assert.Contains("no column besides the target", Assert.Throws<ArgumentException>(() => Csv.Parse("y\n1\n").ToDataset("y")).Message);
        string many = "name,y\n" + string.Concat(Enumerable.Range(0, 1001).Select(i => $"n{i},1\n"));
        Assert.Contains("has 1001 categories; a column for each is made of 1000 at most", Assert.Throws<ArgumentException>(() => Csv.Parse(many).ToDataset("y")).Message);
    }

    [Fact]
    public void Iris_is_read_and_standardized()
    {
        Table table = Csv.Read(SharedData.Path("tabular/iris.csv"), new CsvFormat { Header = false, SkippedLines = 1 });
        TableDataset iris = new TableEncoder(table, "4", classes: true).Encode(table);
        Assert.Equal((150, "[4]"), (iris.Count, iris.InputShape.ToString()));
        Assert.Equal([0, 50, 100], Enumerable.Range(0, 3).Select(label => iris.Targets.ToArray<int>().ToList().IndexOf(label)));
        var layer = new Standardize();
        layer.Fit(iris.Inputs);
        // sklearn's StandardScaler on the same data: mean_ and scale_.
        Assert.Equal([5.843333f, 3.057333f, 3.758f, 1.199333f], layer.Mean!.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal([0.825301f, 0.434411f, 1.759404f, 0.759693f], layer.Deviation!.ToArray<float>(), (a, b) => Math.Abs(a - b) < 1e-5);
    }
}
