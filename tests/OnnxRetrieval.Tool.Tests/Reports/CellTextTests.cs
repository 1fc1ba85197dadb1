using OnnxRetrieval.Tool.Reports;

namespace OnnxRetrieval.Tool.Tests.Reports;

public sealed class CellTextTests
{
    [Theory]
    [InlineData("Amélie (2001) 👨‍👩‍👧 日本", "Amélie (2001) 👨‍👩‍👧 日本")]
    [InlineData("a\tb\nc", "a b c")]
    [InlineData("\u001b[31mred\u0007", "\uFFFD[31mred\uFFFD")]
    [InlineData("\u009b31m", "\uFFFD31m")]
    [InlineData("\u202Eabc", "\uFFFDabc")]
    [InlineData("[bold]x[/]", "[bold]x[/]")]
    [InlineData("", "")]
    public void What_a_terminal_would_obey_is_not_shown(string text, string shown) =>
        Assert.Equal(shown, CellText.Shown(text));

    [Theory]
    [InlineData(199, "x")]
    [InlineData(10_000, "x")]
    [InlineData(10_000, "👨")]
    public void A_long_text_ends_with_an_ellipsis_and_no_half_character(int length, string letter)
    {
        var text = string.Concat(Enumerable.Repeat(letter, length));

        var shown = CellText.Shown(text);

        Assert.InRange(shown.Length, 1, CellText.Longest);
        Assert.Equal(length == 199, shown == text);
        Assert.True(length == 199 || shown.EndsWith('…'));
        Assert.DoesNotContain('\uFFFD', shown);
    }
}
