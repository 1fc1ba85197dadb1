using OnnxRetrieval.Training.Scoring;

namespace OnnxRetrieval.Training.Tests.Scoring;

public sealed class ScoringPartTests
{
    [Theory]
    [InlineData(0, 3)]
    [InlineData(2, 3)]
    [InlineData(10, 3)]
    [InlineData(9_000_000_000, 7)]
    public void All_parts_together_have_each_row_once_in_order(long count, int of)
    {
        long next = 0;
        for (var number = 1; number <= of; number++)
        {
            var (from, to) = new ScoringPart(number, of).RowsOf(count);
            Assert.Equal(next, from);
            Assert.InRange(to - from, count / of, count / of + 1);
            next = to;
        }
        Assert.Equal(count, next);
    }

    [Fact]
    public void Files_of_parts_sort_as_the_rows_do()
    {
        Assert.Equal(
            "a/recs.part-02-of-16.parquet",
            new ScoringPart(2, 16).FileOf("a/recs.parquet")
        );
        Assert.Equal("recs.parquet", ScoringPart.All.FileOf("recs.parquet"));
    }

    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("3/8", 3, 8)]
    public void A_part_is_read(string text, int number, int of) =>
        Assert.Equal(new ScoringPart(number, of), ScoringPart.Parse(text));

    [Theory]
    [InlineData("0/2")]
    [InlineData("3/2")]
    [InlineData("1")]
    [InlineData("1/2/3")]
    [InlineData("a/b")]
    [InlineData("-1/2")]
    public void What_is_no_part_is_refused(string text) => Assert.Null(ScoringPart.Parse(text));
}
