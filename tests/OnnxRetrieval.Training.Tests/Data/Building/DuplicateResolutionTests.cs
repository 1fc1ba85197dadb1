using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Tests.Data.Building;

public sealed class DuplicateResolutionTests
{
    [Fact]
    public void The_kept_are_those_that_grouping_and_sorting_keeps() =>
        Prop.ForAll(
                Gen.Choose(0, 4).Three().ListOf().ToArbitrary(),
                ArbMap.Default.ArbFor<bool>(),
                (rows, hasTimes) =>
                {
                    var all = new Interactions(
                        [.. rows.Select(row => row.Item1)],
                        [.. rows.Select(row => row.Item2)],
                        [.. rows.Select((_, i) => (float)i)],
                        hasTimes ? [.. rows.Select(row => (long)row.Item3)] : null
                    );

                    var kept = DuplicateResolution.KeepLatest(all, 5, 5);

                    var expected = Enumerable
                        .Range(0, all.Count)
                        .GroupBy(i => (all.Users[i], all.Items[i]))
                        .Select(group =>
                            group.OrderBy(i => all.Times?[i] ?? 0).ThenBy(i => i).Last()
                        )
                        .Order();
                    return kept.Ratings!.SequenceEqual(expected.Select(i => (float)i));
                }
            )
            .QuickCheckThrowOnFailure();
}
