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
}
