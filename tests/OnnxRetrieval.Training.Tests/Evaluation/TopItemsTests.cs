using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class TopItemsTests
{
    [Fact]
    public void The_top_equals_a_sort_with_ties_by_row_whatever_the_scores() =>
        Prop.ForAll(
                // Few values, so that ties are common.
                Gen.Elements(float.NegativeInfinity, -1f, 0f, 0.5f, 2f, float.PositiveInfinity)
                    .ArrayOf()
                    .ToArbitrary(),
                Gen.Choose(0, 12).ToArbitrary(),
                (scores, count) =>
                    TopItems
                        .Of(scores, count)
                        .SequenceEqual(
                            Enumerable
                                .Range(0, scores.Length)
                                .Where(row => !float.IsNegativeInfinity(scores[row]))
                                .OrderByDescending(row => scores[row])
                                .ThenBy(row => row)
                                .Take(count)
                        )
            )
            .QuickCheckThrowOnFailure();
}
