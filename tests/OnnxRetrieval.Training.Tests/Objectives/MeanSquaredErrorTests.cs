using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Objectives;

[Collection(TorchTests.Name)]
public sealed class MeanSquaredErrorTests
{
    private const int Users = 6;
    private const int Items = 8;
    private static readonly Interactions Train = RandomData.Interactions(Users, Items, 0.6, 7);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Loss_and_gradient_are_those_of_the_formula(bool bias)
    {
        var objective = new MeanSquaredError(Train, new RatingScale(1, 5), 5, 1);
        for (var seed = 0; seed < 3; seed++)
        {
            using var tiny = new TinyModel(Users, Items, 4, bias, seed);
            foreach (var batch in objective.Batches(new Random(seed)))
            {
                using var scope = NewDisposeScope();
                var tape = new GradientTape();

                var loss = objective.Backward(tiny.Model, batch, tape);

                Assert.Equal(Plain(tiny, batch), loss, 1e-4);
                tiny.HasGradientsOf(() => Plain(tiny, batch) / batch.Interactions, tape);
            }
        }
    }

    [Fact]
    public void An_epoch_meets_every_rating_once_in_batches_that_are_kept()
    {
        var objective = new MeanSquaredError(Train, new RatingScale(1, 5), 5, 1);

        var batches = objective.Batches(new Random(1)).ToArray();

        Assert.Equal(objective.StepsPerEpoch, batches.Length);
        Assert.Same(batches[0], objective.Batches(new Random(2)).First());
        Assert.Equal(
            Enumerable
                .Range(0, Train.Count)
                .Select(i =>
                    ((long)Train.Users[i], (long)Train.Items[i], (Train.Ratings![i] - 1) / 4)
                )
                .Order(),
            batches
                .SelectMany(batch =>
                    batch.Queries.Select(
                        (query, i) => (query, batch.Candidates[i], batch.Targets[i])
                    )
                )
                .Order()
        );
    }

    [Fact]
    public void The_seed_decides_the_order()
    {
        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));

        static IEnumerable<long> Order(int seed) =>
            new MeanSquaredError(Train, new RatingScale(1, 5), 5, seed)
                .Batches(new Random(1))
                .SelectMany(batch => batch.Queries);
    }

    [Fact]
    public void The_loss_on_held_out_ratings_is_their_mean()
    {
        var objective = new MeanSquaredError(Train, new RatingScale(1, 5), 5, 1);
        var heldOut = RandomData.Interactions(Users, Items, 0.3, 8);
        using var tiny = new TinyModel(Users, Items, 4, bias: false, 1);
        var expected = Enumerable
            .Range(0, heldOut.Count)
            .Average(i =>
                Math.Pow(
                    tiny.Score(heldOut.Users[i], heldOut.Items[i]) - (heldOut.Ratings![i] - 1) / 4,
                    2
                )
            );

        Assert.Equal(expected, objective.HeldOutLoss(tiny.Model, heldOut)!.Value, 1e-5);
    }

    [Fact]
    public void The_chance_of_meeting_a_row_is_that_of_a_batch_drawn_from_all()
    {
        var objective = new MeanSquaredError(Train, new RatingScale(1, 5), 5, 1);

        Assert.Equal(0, objective.QueryChance(0));
        Assert.Equal(5.0 / Train.Count, objective.QueryChance(1), 0.02);
        Assert.Equal(1, objective.CandidateChance(Train.Count));
    }

    private static double Plain(TinyModel model, Batch batch) =>
        batch
            .Queries.Select(
                (query, i) =>
                    Math.Pow(model.Score(query, batch.Candidates[i]) - batch.Targets[i], 2)
            )
            .Sum();
}
