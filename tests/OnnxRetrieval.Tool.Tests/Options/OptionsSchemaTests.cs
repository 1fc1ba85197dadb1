using System.Text.Json;
using Json.Schema;
using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Tests.Options;

public sealed class OptionsSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(OptionsSchema.Create());

    [Fact]
    public void The_published_schema_is_current()
    {
        var path = Path.Combine(Repository.Root, "docs", "options.schema.json");

        Assert.True(
            File.ReadAllText(path) == OptionsSchema.Create(),
            $"{path} is out of date. Make it anew: dotnet run -c Release --project trainer/OnnxRetrieval.Tool -- train --print-schema > docs/options.schema.json"
        );
    }

    [Fact]
    public void The_options_that_a_run_writes_are_valid()
    {
        var options = new TrainingOptions
        {
            Seed = 1,
            Data = new DataOptions { Interactions = ["a.csv"], User = "u" },
            Fit = new FitOptions { Epochs = 3, LearningRate = 0.1 },
        };

        Assert.True(IsValid(JsonSerializer.Serialize(options, TrainingJson.Indented)));
        Assert.True(IsValid(JsonSerializer.Serialize(new TrainingOptions(), OptionsJson.Settings)));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{ "$schema": "options.schema.json", "seed": 3 }""", true)]
    [InlineData("""{ "fit": { "epochs": null } }""", true)]
    [InlineData("""{ "fit": { "epoch": 3 } }""", false)]
    [InlineData("""{ "fit": { "epochs": "ten" } }""", false)]
    [InlineData("""{ "recipe": null }""", false)]
    [InlineData("""{ "data": { "train": "a.csv" } }""", false)]
    public void The_schema_and_the_reader_agree(string text, bool isValid)
    {
        Assert.Equal(isValid, IsValid(text));
        Assert.Equal(isValid, Record.Exception(() => OptionsFile.Parse(text, "o.json")) is null);
    }

    private static bool IsValid(string text)
    {
        using var document = JsonDocument.Parse(text);
        return Schema.Evaluate(document.RootElement).IsValid;
    }
}
