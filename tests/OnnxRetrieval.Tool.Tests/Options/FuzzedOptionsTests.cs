using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Tool.Tests.Options;

public sealed class FuzzedOptionsTests
{
    private static readonly TrainingOptions Whole = new()
    {
        Data = new() { Dataset = "sample", Columns = ["title"] },
        Model = new()
        {
            Dimensions = 16,
            History = "mean",
            QueryLayers = [32, 16],
            CandidateFeatures = [new() { Name = "genres", Kind = "list" }],
        },
        Fit = new()
        {
            Objective = "bpr",
            Negatives = 100,
            NegativePower = 0.5,
            LearningRate = 0.05,
            Epochs = 12,
        },
        Seed = 1,
    };

    [Fact]
    public void Damaged_options_are_refused_by_a_message_or_mean_what_they_say()
    {
        var whole = JsonSerializer.SerializeToUtf8Bytes(Whole, OptionsJson.Settings);
        var split = DataPreparation.Prepare(
            Whole.Data,
            Whole.Split,
            seed: 1,
            cancellation: TestContext.Current.CancellationToken
        );
        var read = 0;
        foreach (var round in Mutations.Rounds(2000))
        {
            var text = Encoding.UTF8.GetString(Mutations.Of(whole, round));

            var error = Record.Exception(() =>
            {
                var said = OptionsFile.Parse(text, "o.json");
                var options = said.Deserialize<TrainingOptions>(OptionsJson.Settings)!;
                AssertHolds(said, JsonSerializer.SerializeToNode(options, OptionsJson.Settings)!);
                read++;
                Recipe.Check(options);
                Recipe.Resolve(options, split);
            });

            Assert.True(error is null or InputException, $"Round {round}: {error}\n{text}");
        }
        Assert.True(read > 0);
    }

    /// <summary>Asserts that options hold all that a file says; what it does not say they have from their defaults.</summary>
    private static void AssertHolds(JsonNode? said, JsonNode? held)
    {
        if (said is JsonObject some)
        {
            foreach (var (name, value) in some)
            {
                AssertHolds(value, held!.AsObject()[name]);
            }
        }
        else if (said is JsonArray list)
        {
            Assert.Equal(list.Count, held!.AsArray().Count);
            foreach (var (one, other) in list.Zip(held.AsArray()))
            {
                AssertHolds(one, other);
            }
        }
        else
        {
            Assert.True(JsonNode.DeepEquals(said, held), $"{said} became {held}.");
        }
    }
}
