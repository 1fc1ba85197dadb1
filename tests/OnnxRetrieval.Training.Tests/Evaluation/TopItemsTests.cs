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

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(128)]
    [InlineData(129)]
    public void The_top_of_many_equals_a_sort(int count)
    {
        var random = new Random(count);
        // A thousand values among 10,003, so that some are equal, and some are left out.
        var scores = Enumerable
            .Range(0, 10_003)
            .Select(_ => random.Next(8) == 0 ? float.NegativeInfinity : random.Next(1000) / 10f)
            .ToArray();

        Assert.Equal(
            Enumerable
                .Range(0, scores.Length)
                .Where(row => !float.IsNegativeInfinity(scores[row]))
                .OrderByDescending(row => scores[row])
                .ThenBy(row => row)
                .Take(count),
            TopItems.Of(scores, count)
        );
    }
}
