using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Tests.Fitting;

[Collection(TorchTests.Name)]
public sealed class FrequencyDecayTests
{
    // Users with 3, 1 and no items; items with 2, 1, 1 and no users.
    private static readonly Interactions Train = new(
        [0, 0, 0, 1],
        [0, 1, 2, 0],
        Ratings: [1, 2, 3, 4]
    );
    private static readonly UserItems ByUser = UserItems.From(Train, 3);

    [Fact]
    public void A_row_gets_the_strength_by_its_frequency_over_the_chance_of_being_met()
    {
        using var tiny = Model(bias: true);
        var objective = new MeanSquaredError(Train, new RatingScale(1, 4), batchSize: 2, seed: 1);

        FrequencyDecay.Apply(tiny.Model, objective, users: 2, strength: 0.6, exponent: 0.75);

        // Means of 2 over users and of 4/3 over items, 2 users; the unknown as one of mean frequency, rounded up.
        Check(tiny.Model.Query.Parameters[0].Decay!.ToArray(), [3, 1, 0, 2], 2);
        Check(tiny.Model.Candidate.Parameters[0].Decay!.ToArray(), [2, 1, 1, 0, 2], 4.0 / 3);
        Assert.Null(tiny.Model.Bias!.Decay);

        static void Check(float[] decay, int[] counts, double mean)
        {
            Assert.Equal(counts.Length, decay.Length);
            for (var row = 0; row < counts.Length; row++)
            {
                var chance = 1 - Math.Pow(1 - counts[row] / 4.0, 2);
                var expected =
                    counts[row] == 0 ? 0 : 0.6 * Math.Pow(counts[row] / mean, 0.75) / 2 / chance;
                Assert.Equal(expected, decay[row], 1e-6);
            }
        }
    }

    [Fact]
    public void With_an_exponent_of_0_met_rows_of_a_whole_catalogue_share_one_strength()
    {
        using var tiny = Model(bias: false);
        var objective = new MeanSquaredError(
            Train,
            new RatingScale(1, 4),
            batchSize: 1000,
            seed: 1
        );

        FrequencyDecay.Apply(tiny.Model, objective, users: 2, strength: 0.6, exponent: 0);

        var decay = tiny.Model.Candidate.Parameters[0].Decay!.ToArray();
        Assert.Equal([0.3f, 0.3f, 0.3f, 0, 0.3f], decay);
    }

    [Fact]
    public void Without_strength_nothing_is_set()
    {
        using var tiny = Model(bias: true);
        var objective = new MeanSquaredError(Train, new RatingScale(1, 4), batchSize: 2, seed: 1);

        FrequencyDecay.Apply(tiny.Model, objective, users: 2, strength: 0, exponent: 1);

        Assert.All(tiny.Model.Parameters, parameter => Assert.Null(parameter.Decay));
    }

    [Fact]
    public void A_row_that_several_entities_read_is_met_when_one_of_them_is()
    {
        using var tiny = Model(bias: false, entities: [2, 1, 1, 0]);
        var objective = new MeanSquaredError(Train, new RatingScale(1, 4), batchSize: 2, seed: 1);

        FrequencyDecay.Apply(tiny.Model, objective, users: 2, strength: 0.6, exponent: 0.75);

        // Two entities of one interaction each.
        var one = 1 - Math.Pow(1 - 1 / 4.0, 2);
        Assert.Equal(
            0.6 * Math.Pow(2 / (4.0 / 3), 0.75) / 2 / (1 - Math.Pow(1 - one, 2)),
            tiny.Model.Candidate.Parameters[0].Decay!.ToArray()[0],
            1e-6
        );
    }

    private static TinyModel Model(bool bias, int[]? entities = null)
    {
        var users = new RowFrequencies(RowUse.Query, ByUser.Counts());
        var items = new RowFrequencies(RowUse.Candidate, ByUser.ItemCounts(4), entities);
        return new TinyModel(3, 4, 2, bias, 1, users, items);
    }
}
