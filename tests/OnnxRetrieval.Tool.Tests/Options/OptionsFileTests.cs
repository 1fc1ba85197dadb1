using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Training;

namespace OnnxRetrieval.Tool.Tests.Options;

public sealed class OptionsFileTests
{
    [Fact]
    public void Comments_trailing_commas_and_the_schema_are_allowed()
    {
        var options = OptionsFile.Parse(
            """
            {
              "$schema": "options.schema.json",
              // More would overfit.
              "fit": { "epochs": 5, },
            }
            """,
            "o.json"
        );

        Assert.True(
            JsonNode.DeepEquals(
                new JsonObject { ["fit"] = new JsonObject { ["epochs"] = 5 } },
                options
            )
        );
    }

    [Theory]
    [InlineData(
        """{ "fit": { "epoch": 5 } }""",
        "unknown option 'fit.epoch'. Did you mean 'epochs'?"
    )]
    [InlineData("""{ "sede": 5 }""", "unknown option 'sede'. Did you mean 'seed'?")]
    [InlineData("""{ "batch_size": 5 }""", "unknown option 'batch_size'. It belongs into 'fit'.")]
    [InlineData("""{ "zzzzzz": 5 }""", "unknown option 'zzzzzz'. Known here: data, split, recipe,")]
    [InlineData(
        """{ "fit": { "epochs": "ten" } }""",
        "'fit.epochs' must be a whole number, not \"ten\"."
    )]
    [InlineData(
        """{ "fit": { "epochs": 1.5 } }""",
        "'fit.epochs' must be a whole number, not 1.5."
    )]
    [InlineData(
        """{ "fit": { "learning_rate": true } }""",
        "'fit.learning_rate' must be a number, not true."
    )]
    [InlineData("""{ "fit": 3 }""", "'fit' must be an object, not 3.")]
    [InlineData("""{ "recipe": null }""", "'recipe' must be a text, not null.")]
    [InlineData(
        """{ "data": { "train": "a.csv" } }""",
        "'data.train' must be a list of texts, not \"a.csv\"."
    )]
    [InlineData(
        """{ "data": { "train": [1] } }""",
        "'data.train' must be a list of texts, not [1]."
    )]
    [InlineData(
        """{ "split": { "within_user": "yes" } }""",
        "'split.within_user' must be true or false, not \"yes\"."
    )]
    [InlineData(
        """{ "model": { "query_features": ["age"] } }""",
        "'model.query_features' must be a list of objects, not [\"age\"]."
    )]
    [InlineData(
        """{ "model": { "query_features": [{ "name": "age", "bucket": 3 }] } }""",
        "unknown option 'model.query_features[0].bucket'. Did you mean 'buckets'?"
    )]
    [InlineData("""[ ]""", "must hold one JSON object")]
    [InlineData("""null""", "must hold one JSON object")]
    [InlineData("""{ "seed": 1, "seed": 2 }""", "is no valid JSON")]
    [InlineData("""{ "seed": }""", "is no valid JSON")]
    [InlineData("", "is no valid JSON")]
    public void What_cannot_be_used_is_named_with_its_place(string text, string message)
    {
        var exception = Assert.Throws<InputException>(() => OptionsFile.Parse(text, "my/o.json"));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains("'my/o.json'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_stands_for_not_given_where_a_value_may_be_missing()
    {
        Assert.NotNull(
            OptionsFile.Parse("""{ "seed": null, "fit": { "epochs": null } }""", "o.json")
        );
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        CommandRun
            .Of("train", "--options", "nowhere/options.json")
            .Fails(ExitCode.Failed, "The options file 'nowhere/options.json' cannot be read");
    }
}
