using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tuning;

namespace OnnxRetrieval.Training.Tests.Tuning;

public sealed class SearchSpaceTests
{
    [Theory]
    [InlineData("{", "no valid JSON")]
    [InlineData("[]", "must hold one JSON object")]
    [InlineData("{}", "must hold one JSON object")]
    [InlineData("""{"fit.epochs": [1], "fit.epochs": [2]}""", "no valid JSON")]
    [InlineData("""{"fit.learningRate": [0.1]}""", "Did you mean 'fit.learning_rate'?")]
    [InlineData("""{"fit.colour": [1]}""", "There are fit.batch_size,")]
    [InlineData("""{"split.leave_last": [1, 2]}""", "no option that can be searched")]
    [InlineData("""{"seed": [1, 2]}""", "no option that can be searched")]
    [InlineData("""{"fit.epochs": 3}""", "must be a list of values, such as [32, 64], or a range")]
    [InlineData("""{"fit.epochs": null}""", "not null")]
    [InlineData("""{"fit.epochs": []}""", "'fit.epochs' is an empty list")]
    [InlineData("""{"fit.epochs": [1.5]}""", "'fit.epochs' cannot be 1.5")]
    [InlineData("""{"fit.epochs": ["ten"]}""", "cannot be \"ten\"")]
    [InlineData("""{"fit.checkpoint_every": [null]}""", "cannot be null")]
    [InlineData("""{"fit.epochs": {"min": 3}}""", "needs a 'max' that is a whole number, not null")]
    [InlineData("""{"fit.epochs": {"min": 1.5, "max": 3}}""", "whole number, not 1.5")]
    [InlineData("""{"fit.learning_rate": {"min": "a", "max": 3}}""", "a number, not \"a\"")]
    [InlineData("""{"fit.epochs": {"min": 5, "max": 3}}""", "is an empty range")]
    [InlineData("""{"fit.epochs": {"min": 1, "max": 3, "step": 1}}""", "has 'step'")]
    [InlineData("""{"fit.epochs": {"min": 1, "max": 3, "log": 1}}""", "neither true nor false")]
    [InlineData("""{"fit.regularization": {"min": 0, "max": 1, "log": true}}""", "must be above 0")]
    [InlineData("""{"fit.objective": {"min": 0, "max": 1}}""", "has no range")]
    public void What_cannot_be_searched_is_named(string text, string message)
    {
        var error = Assert.Throws<InputException>(() => SearchSpace.Parse(text, "space.json"));

        Assert.Contains("'space.json'", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"fit.learning_rate": {"min": 0, "max": 1}}""", "must be above 0")]
    [InlineData("""{"model.dimensions": [32, 100000]}""", "between 1 and 4096")]
    [InlineData("""{"fit.objective": ["softmax", "hinge"]}""", "no objective 'hinge'")]
    public void Values_out_of_an_options_range_are_refused_before_anything_is_read(
        string text,
        string message
    )
    {
        var space = SearchSpace.Parse(text, "space.json");

        var error = Assert.Throws<InputException>(() => space.Check(new()));

        Assert.Contains("is searched with", error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_of_one_of_the_objectives_that_are_searched_can_be_searched()
    {
        var space = SearchSpace.Parse(
            """{"fit.objective": ["softmax", "ccl"], "fit.margin": [0.2, 0.4]}""",
            "space.json"
        );

        space.Check(new() { Fit = new() { Objective = "softmax" } });

        Assert.Equal(["fit.margin", "fit.objective"], space.Paths);
    }

    [Fact]
    public void A_file_that_is_not_there_is_named()
    {
        var error = Assert.Throws<InputException>(() => SearchSpace.Read("nowhere/space.json"));

        Assert.Contains("nowhere/space.json", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_are_drawn_from_the_lists_and_ranges()
    {
        var space = SearchSpace.Parse(
            """
            {
              // A comment, as in an options file.
              "fit.objective": ["softmax", null],
              "fit.epochs": {"min": 10, "max": 12},
              "fit.regularization": {"min": 0.25, "max": 0.5},
              "fit.learning_rate": {"min": 0.001, "max": 0.1, "log": true},
            }
            """,
            "space.json"
        );
        var random = new SeededRandom(1);
        var draws = Enumerable.Range(0, 1000).Select(_ => space.Draw(random)).ToList();

        var objectives = draws.Select(draw => draw["fit.objective"]?.GetValue<string>()).ToList();
        Assert.Equal(2, objectives.Distinct().Count());
        var epochs = draws.CountBy(draw => draw["fit.epochs"]!.GetValue<int>()).ToDictionary();
        Assert.Equal([10, 11, 12], epochs.Keys.Order());
        Assert.All(epochs.Values, count => Assert.InRange(count, 270, 400));
        var rates = draws.Select(draw => draw["fit.learning_rate"]!.GetValue<double>()).ToList();
        Assert.All(rates, rate => Assert.InRange(rate, 0.001, 0.1));
        Assert.InRange(rates.Count(rate => rate < 0.01), 450, 550);
        Assert.All(
            draws,
            draw => Assert.InRange(draw["fit.regularization"]!.GetValue<double>(), 0.25, 0.5)
        );
        Assert.All(rates, rate => Assert.Equal(rate, SearchedRange.Short(rate)));
    }

    [Fact]
    public void A_space_is_written_as_it_is_read()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write(
            "space.json",
            """{"model.dimensions":[8],"fit.patience":{"max":9,"min":4},"fit.learning_rate":{"min":0.01,"max":0.1,"log":true}}"""
        );

        var text = SearchSpace.Read(path).ToJson();

        Assert.Equal(text, SearchSpace.Parse(text, "again").ToJson());
        Assert.Equal(
            """{"fit.learning_rate":{"min":0.01,"max":0.1,"log":true},"fit.patience":{"min":4,"max":9},"model.dimensions":[8]}""",
            text.Replace("\n", "", StringComparison.Ordinal)
                .Replace(" ", "", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_columns_of_every_feature_that_is_searched_are_read()
    {
        var space = SearchSpace.Parse(
            """{"model.candidate_features": [[], [{"name": "genres"}, {"name": "year"}]]}""",
            "space.json"
        );
        var given = new TrainingOptions
        {
            Model = new() { CandidateFeatures = [new() { Name = "title" }] },
        };

        Assert.Equal(["title", "genres", "year"], space.ToRead(given).FeatureColumns);
    }

    [Fact]
    public void Every_option_of_the_model_and_its_training_can_be_searched()
    {
        var names = OptionPath.All;

        Assert.Contains("recipe", names);
        Assert.All(
            typeof(FitOptions).GetProperties(),
            property =>
                Assert.Contains(
                    "fit."
                        + System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(
                            property.Name
                        ),
                    names
                )
        );
        Assert.DoesNotContain(
            names,
            name =>
                name.StartsWith("data.", StringComparison.Ordinal)
                || name.StartsWith("split.", StringComparison.Ordinal)
        );
    }
}
