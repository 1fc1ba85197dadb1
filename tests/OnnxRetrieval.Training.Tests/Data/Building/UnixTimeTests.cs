using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Tests.Data.Building;

public sealed class UnixTimeTests
{
    private static readonly Gen<long> Seconds = Gen.Choose(0, int.MaxValue)
        .Select(seconds => (long)seconds);

    [Fact]
    public void Iso_times_are_read_as_the_framework_reads_them() =>
        Prop.ForAll(
                Seconds.ToArbitrary(),
                Gen.Choose(-14 * 60, 14 * 60).ToArbitrary(),
                Gen.Elements("yyyy-MM-ddTHH:mm:sszzz", "yyyy-MM-dd HH:mm:ss.fffzzz").ToArbitrary(),
                (seconds, minutes, format) =>
                {
                    var time = DateTimeOffset
                        .FromUnixTimeSeconds(seconds)
                        .ToOffset(TimeSpan.FromMinutes(minutes));
                    return Parse(time.ToString(format, CultureInfo.InvariantCulture)) == seconds;
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_unit_of_a_number_is_told_by_its_size() =>
        Prop.ForAll(
                Gen.Choose(100_000_000, int.MaxValue).ToArbitrary(),
                Gen.Choose(0, 999).ToArbitrary(),
                (seconds, rest) =>
                    UnixTime.FromNumber(seconds) == seconds
                    && UnixTime.FromNumber((seconds * 1_000L) + rest) == seconds
                    && UnixTime.FromNumber((seconds * 1_000_000L) + rest) == seconds
                    && UnixTime.FromNumber((seconds * 1_000_000_000L) + rest) == seconds
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Times_before_1970_are_rounded_down()
    {
        Assert.Equal(-1, UnixTime.FromMicroseconds(-1));
        Assert.Equal(-1_000_000_000, UnixTime.FromNumber(-1_000_000_000_000));
        Assert.Equal(-1_000_000_001, UnixTime.FromNumber(-1_000_000_000_001));
        Assert.True(UnixTime.TryFromNumber(-0.5, out var seconds));
        Assert.Equal(-1, seconds);
    }

    [Fact]
    public void Numbers_that_are_no_time_are_refused()
    {
        Assert.False(UnixTime.TryFromNumber(double.NaN, out _));
        Assert.False(UnixTime.TryFromNumber(double.PositiveInfinity, out _));
        Assert.False(UnixTime.TryFromNumber(1e300, out _));
    }

    private static long Parse(string text)
    {
        Assert.True(UnixTime.TryParse(Encoding.UTF8.GetBytes(text), out var seconds), text);
        return seconds;
    }
}
