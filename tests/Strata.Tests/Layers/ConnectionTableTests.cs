using Strata.Layers;

namespace Strata.Tests.Layers;

public class ConnectionTableTests
{
    private static string Fault(string text, int inputs) => Assert.ThrowsAny<Exception>(() => ConnectionTable.Parse(text, inputs)).Message;

    [Fact]
    public void Words_of_digits_are_filters_and_the_channels_that_they_read()
    {
        ConnectionTable table = ConnectionTable.Parse(" 02\n1  012 ", inputs: 3);
        Assert.Equal((3, 3, 6), (table.Inputs, table.Filters, table.Connections));
        Assert.Equal([0, 2], table[0]);
        Assert.Equal([1], table[1]);
        Assert.Equal([0, 6, 1, 6, 2, 6, 3, 4, 5], table.KernelNumbers().ToArray<int>());
    }

    [Fact]
    public void Tables_of_more_than_ten_channels_are_given_as_lists()
    {
        var table = new ConnectionTable(12, [11, 0], [5]);
        Assert.Equal([11, 0], table[0]);
    }

    [Fact]
    public void What_is_wrong_with_a_table_is_told()
    {
        Assert.Equal("Filter 1 of the connection table reads channel 3, but there are 3 inputs, 0 to 2.", Fault("012 013", 3));
        Assert.Equal("Filter 0 of the connection table reads channel 1 twice.", Fault("011", 3));
        Assert.Equal("A connection table is written in digits and blanks, such as \"012 123\", but holds 'x'.", Fault("01 x", 3));
        Assert.StartsWith("A connection table needs at least one filter.", Fault(" ", 3));
        Assert.Equal("Filter 0 of the connection table reads no channel.", Assert.Throws<ArgumentException>(() => new ConnectionTable(2, [[]])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectionTable.Parse("0", 0));
    }
}
