namespace OnnxRetrieval.Tool.Tests;

public sealed class NearestTests
{
    private static readonly string[] Known = ["--epochs", "--learning-rate", "--seed", "--json"];

    [Theory]
    [InlineData("--epcohs", "--epochs")]
    [InlineData("--epoch", "--epochs")]
    [InlineData("--learning_rate", "--learning-rate")]
    [InlineData("learningRate", "--learning-rate")]
    [InlineData("--LEARNINGRATE", "--learning-rate")]
    public void A_mistyped_name_finds_what_was_meant(string typed, string meant) =>
        Assert.Equal(meant, Nearest.To(typed, Known));

    [Theory]
    [InlineData("--frobnicate")]
    [InlineData("x")]
    [InlineData("")]
    public void What_resembles_nothing_finds_nothing(string typed) =>
        Assert.Null(Nearest.To(typed, Known));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("abc", "abc", 0)]
    [InlineData("abc", "acb", 1)]
    [InlineData("abc", "axc", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distances_count_edits(string left, string right, int edits)
    {
        Assert.Equal(edits, Nearest.Distance(left, right));
        Assert.Equal(edits, Nearest.Distance(right, left));
    }
}
