namespace OnnxRetrieval.Graph.Tests;

public sealed class IdTableTests
{
    [Theory]
    [InlineData("7", 0)]
    [InlineData("-9223372036854775808", 1)]
    [InlineData("0", 2)]
    [InlineData("007", -1)]
    [InlineData("+7", -1)]
    [InlineData("7 ", -1)]
    [InlineData("-0", -1)]
    [InlineData("8", -1)]
    [InlineData("", -1)]
    public void An_integer_is_meant_by_the_text_that_it_is_written_as_alone(string id, int row) =>
        Assert.Equal(row, new IdTable([7, long.MinValue, 0]).RowOf(id));

    [Fact]
    public void Texts_are_found_letter_by_letter_and_the_first_of_equal_ones_counts()
    {
        var table = new IdTable(["b", "a", "12", "a"]);

        Assert.Equal([0, 1, 2], new[] { "b", "a", "12" }.Select(table.RowOf));
        Assert.Equal(-1, table.RowOf("A"));
        Assert.Equal(2, table.RowOf(12));
        Assert.Equal(-1, table.RowOf(7));
        Assert.Equal(1, table.RowOf("a"));
    }

    [Fact]
    public void The_first_of_equal_integers_counts() =>
        Assert.Equal(1, new IdTable([3, 5, 5]).RowOf(5));

    [Fact]
    public void Rows_are_selected_in_their_order()
    {
        var texts = new IdTable(["a", "b", "c"]).Select([2, 0, 2]);
        var integers = new IdTable([10, 20, 30]).Select([2, 0]);

        Assert.Equal(["c", "a", "c"], texts.Strings);
        Assert.Equal([30L, 10], integers.Integers);
        Assert.Equal(0, new IdTable([1]).Select([]).Count);
    }

    [Fact]
    public void Ids_of_the_other_type_are_not_there()
    {
        var texts = Assert.Throws<InvalidOperationException>(() => _ = new IdTable([1]).Strings);
        var integers = Assert.Throws<InvalidOperationException>(() =>
            _ = new IdTable(["1"]).Integers
        );

        Assert.Contains("are integers", texts.Message, StringComparison.Ordinal);
        Assert.Contains("are strings", integers.Message, StringComparison.Ordinal);
    }
}
