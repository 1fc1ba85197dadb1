using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;

namespace OnnxRetrieval.Training.Tests.Objectives;

public sealed class RatingWeightsTests
{
    // Ratings 1 to 5 become 0 to 1; the first user's 1, 5 and 3, the second's 5 alone.
    private static readonly Interactions Train = new(
        [0, 1, 0, 0],
        [2, 0, 0, 1],
        Ratings: [5, 5, 1, 3]
    );
    private static readonly UserItems ByUser = UserItems.From(Train, 3);

    [Fact]
    public void The_highest_rating_counts_1_and_the_strength_times_the_lowest()
    {
        var weights = RecencyWeights.Uniform(ByUser);

        RatingWeights.Apply(weights, Train, ByUser, strength: 4);

        // Items 0, 1 and 2 at 1, 3 and 5 over a mean of 3.
        Assert.Equal([1 / 3f, 1, 5 / 3f, 1], weights, Near);
    }

    [Fact]
    public void They_multiply_the_weights_that_are_there_and_keep_a_mean_of_1()
    {
        float[] weights = [2, 0.5f, 0.5f, 1];

        RatingWeights.Apply(weights, Train, ByUser, strength: 4);

        // 2, 1.5 and 2.5 over a mean of 2.
        Assert.Equal([1, 0.75f, 1.25f, 1], weights, Near);
    }

    [Fact]
    public void Of_a_repeated_pair_the_highest_rating_counts()
    {
        var repeated = new Interactions([0, 0, 0], [0, 0, 1], Ratings: [5, 1, 1]);
        var items = UserItems.From(repeated, 1);
        var weights = RecencyWeights.Uniform(items);

        RatingWeights.Apply(weights, repeated, items, strength: 1);

        Assert.Equal([4 / 3f, 2 / 3f], weights, Near);
    }

    [Fact]
    public void Data_without_ratings_is_refused()
    {
        var plain = Train with { Ratings = null };

        var error = Assert.Throws<InputException>(() =>
            RatingWeights.Apply(RecencyWeights.Uniform(ByUser), plain, ByUser, 1)
        );

        Assert.Equal(
            "A rating weight needs ratings, and the interactions have none. Name the column with --rating, or leave it out.",
            error.Message
        );
    }

    private static bool Near(float one, float other) => MathF.Abs(one - other) < 1e-6f;
}
