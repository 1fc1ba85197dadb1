using OnnxRetrieval.Tool.Commands;

namespace OnnxRetrieval.Tool.Tests.Commands;

public sealed class IdListTests
{
    [Theory]
    [InlineData("a", "a")]
    [InlineData("a,b", "a|b")]
    [InlineData(",a,,b,", "a|b")]
    [InlineData("a b, c", "a b| c")]
    [InlineData("\"a,b\",c", "a,b|c")]
    [InlineData("\"say \"\"hi\"\", he said\"", "say \"hi\", he said")]
    [InlineData("19\" screen,\"", "19\" screen|\"")]
    [InlineData("", "")]
    public void Ids_are_split_at_commas_outside_quotes(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', IdList.Split(text)));
}
