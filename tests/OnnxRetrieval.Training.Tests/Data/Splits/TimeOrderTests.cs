using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Tests.Data.Splits;

public sealed class TimeOrderTests
{
    [Fact]
    public void Positions_are_in_the_order_of_a_stable_sort() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<long[]>(),
                Gen.Choose(1, 62).ToArbitrary(),
                (some, bits) =>
                {
                    long[] times = [.. some.Select(time => time >> bits), .. some];
                    var expected = Enumerable.Range(0, times.Length).OrderBy(i => times[i]);
                    var sorted = Enumerable.Range(0, times.Length).Reverse().ToArray();
                    TimeOrder.Sort(sorted, times);
                    return TimeOrder.Of(times).SequenceEqual(expected)
                        && sorted.SequenceEqual(expected);
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void The_whole_range_of_times_is_ordered()
    {
        Assert.Equal([1, 2, 0], TimeOrder.Of([long.MaxValue, long.MinValue, 0]));
        Assert.Equal([0, 1], TimeOrder.Of([5, 5]));
        Assert.Empty(TimeOrder.Of([]));
    }
}
