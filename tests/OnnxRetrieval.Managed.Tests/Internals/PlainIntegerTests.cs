using FsCheck;
using FsCheck.Fluent;

namespace OnnxRetrieval.Internals.Tests;

public class PlainIntegerTests
{
    [Fact]
    public void Every_integer_is_read_back_from_its_own_text() =>
        Prop.ForAll<long>(value =>
                PlainInteger.TryParse(
                    value.ToString(System.Globalization.CultureInfo.InvariantCulture),
                    out var read
                )
                && read == value
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-0")]
    [InlineData("00")]
    [InlineData("042")]
    [InlineData("-07")]
    [InlineData("+42")]
    [InlineData(" 42")]
    [InlineData("42 ")]
    [InlineData("4.2")]
    [InlineData("1e3")]
    [InlineData("٤٢")]
    [InlineData("9223372036854775808")]
    [InlineData("abc")]
    public void Any_other_text_is_no_integer(string text) =>
        Assert.False(PlainInteger.TryParse(text, out _));

    [Fact]
    public void The_extremes_are_integers()
    {
        Assert.True(PlainInteger.TryParse("-9223372036854775808", out var least));
        Assert.Equal(long.MinValue, least);
        Assert.True(PlainInteger.TryParse("0", out var zero));
        Assert.Equal(0, zero);
    }
}
