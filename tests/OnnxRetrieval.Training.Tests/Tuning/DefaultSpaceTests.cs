using System.Text.Json.Nodes;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Tuning;

namespace OnnxRetrieval.Training.Tests.Tuning;

public sealed class DefaultSpaceTests
{
    private static readonly string[] Always =
    [
        "fit.batch_size",
        "fit.epochs",
        "fit.learning_rate",
        "fit.regularization",
        "model.dimensions",
    ];

    [Theory]
    [InlineData("softmax", "model.history")]
    [InlineData("sampled-softmax", "fit.negatives", "model.history")]
    [InlineData("in-batch-softmax", "fit.negatives", "model.history")]
    [InlineData("bpr", "fit.negatives", "model.history")]
    [InlineData("bce", "fit.negatives", "fit.negative_weight", "model.history")]
    [InlineData("ccl", "fit.negatives", "fit.negative_weight", "fit.margin", "model.history")]
    [InlineData("mse")]
    public void Every_objective_is_searched_with_what_it_has_and_every_draw_can_be_trained(
        string objective,
        params string[] own
    )
    {
        var split = Blocks.LeaveLast();
        var options = new TrainingOptions { Fit = new() { Objective = objective } };
        var space = DefaultSpace.For(options, Recipe.Resolve(options, split));

        Assert.Equal([.. Always.Concat(own).Order(StringComparer.Ordinal)], space.Paths);
        space.Check(options);
        var random = new OnnxRetrieval.Training.Data.SeededRandom(1);
        for (var draw = 0; draw < 50; draw++)
        {
            var drawn = OptionPath.With(options, space.Draw(random));
            Recipe.Check(drawn);
            Assert.Equal(objective, Recipe.Resolve(drawn, split).Objective);
        }
    }

    [Fact]
    public void Recency_is_searched_where_it_was_chosen_and_the_decay_that_stands_in_for_the_regularization()
    {
        var split = Blocks.LeaveLast();
        var options = new TrainingOptions { Fit = new() { Optimizer = "adamw" } };
        var settings = Recipe.Resolve(options, split) with { RecencyHalfLife = [15] };

        var paths = DefaultSpace.For(options, settings).Paths;

        Assert.Contains("fit.recency_half_life", paths);
        Assert.Contains("fit.weight_decay", paths);
        Assert.DoesNotContain("fit.regularization", paths);
    }

    [Theory]
    [InlineData(0, true, "none", "mean")]
    [InlineData(15, true, "none", "mean", "recency")]
    [InlineData(15, false, "recency", "mean")]
    public void Histories_are_searched_that_the_model_and_the_data_allow(
        double halfLife,
        bool userEmbedding,
        params string[] histories
    )
    {
        var settings = Recipe.Resolve(new(), Blocks.LeaveLast());
        settings = settings with
        {
            RecencyHalfLife = [halfLife],
            Model = settings.Model with { UserEmbedding = userEmbedding, History = histories[0] },
        };

        var space = JsonNode.Parse(DefaultSpace.For(new(), settings).ToJson())!;

        Assert.Equal(
            histories.Order(),
            space["model.history"]!.AsArray().Select(value => (string)value!).Order()
        );
    }
}
