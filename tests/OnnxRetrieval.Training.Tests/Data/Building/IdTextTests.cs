using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Tests.Data.Building;

public sealed class IdTextTests
{
    [Fact]
    public void Every_integer_that_is_written_is_read() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<long>(),
                number =>
                    IdText.TryReadInteger(
                        Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)),
                        out var read
                    )
                    && read == number
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_read_as_an_integer_is_written_as_it_was() =>
        Prop.ForAll(
                Gen.ArrayOf(Gen.Elements("0123456789+-. eE,_ ".ToCharArray())).ToArbitrary(),
                letters =>
                {
                    var text = new string(letters);
                    return !IdText.TryReadInteger(Encoding.UTF8.GetBytes(text), out var number)
                        || number.ToString(CultureInfo.InvariantCulture) == text;
                }
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("00")]
    [InlineData("-01")]
    [InlineData(" 1")]
    [InlineData("１")]
    [InlineData("1_000")]
    [InlineData("0x10")]
    [InlineData("99999999999999999999")]
    public void Other_texts_are_no_integers(string text) =>
        Assert.False(IdText.TryReadInteger(Encoding.UTF8.GetBytes(text), out _));
}
