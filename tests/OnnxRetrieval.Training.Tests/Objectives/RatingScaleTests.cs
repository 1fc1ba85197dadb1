using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;

namespace OnnxRetrieval.Training.Tests.Objectives;

public sealed class RatingScaleTests
{
    [Fact]
    public void The_lowest_rating_becomes_0_and_the_highest_1()
    {
        var scale = RatingScale.Of(new([0, 0, 0], [0, 1, 2], [1, 5, 2]));

        Assert.Equal([0, 1, 0.25f], [scale.Apply(1), scale.Apply(5), scale.Apply(2)]);
    }

    [Fact]
    public void Data_without_ratings_is_refused_with_what_to_do()
    {
        var error = Assert.Throws<InputException>(() => RatingScale.Of(new([0], [0])));

        Assert.Contains("--rating", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Ratings_that_are_all_the_same_are_refused()
    {
        var error = Assert.Throws<InputException>(() =>
            RatingScale.Of(new([0, 0], [0, 1], [4, 4]))
        );

        Assert.Contains("all of them are 4", error.Message, StringComparison.Ordinal);
    }
}
