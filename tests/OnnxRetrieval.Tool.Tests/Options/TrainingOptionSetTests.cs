using System.CommandLine;
using System.ComponentModel;
using System.Reflection;
using System.Text.Json.Serialization;
using OnnxRetrieval.Tool.Options;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Tool.Tests.Options;

public sealed class TrainingOptionSetTests
{
    private readonly TrainingOptionSet set = new(TrainingOptionSet.AllParts, severalValues: true);

    [Fact]
    public void Every_property_of_the_training_options_is_an_option_of_its_own_with_a_description()
    {
        var properties = Leaves(typeof(TrainingOptions)).ToList();

        var options = set.Groups.SelectMany(group => group.Options).ToList();
        Assert.Equal(properties.Count, options.Count);
        Assert.Equal(options.Count, options.Select(option => option.Name).Distinct().Count());
        Assert.All(
            properties,
            property => Assert.NotNull(property.GetCustomAttribute<DescriptionAttribute>())
        );
        Assert.All(options, option => Assert.False(string.IsNullOrWhiteSpace(option.Description)));
    }

    [Fact]
    public void Features_are_given_in_their_short_form_one_at_a_time()
    {
        var options = Read(
            "--query-feature",
            "age:buckets:buckets=5",
            "--query-feature",
            "gender",
            "--candidate-feature",
            "genres:list:separator=,"
        );

        Assert.Equal(
            [
                new FeatureOptions
                {
                    Name = "age",
                    Kind = "buckets",
                    Buckets = 5,
                },
                new FeatureOptions { Name = "gender" },
            ],
            options.Model.QueryFeatures
        );
        Assert.Equal(",", Assert.Single(options.Model.CandidateFeatures).Separator);
    }

    [Fact]
    public void A_feature_that_cannot_be_read_is_refused_with_what_could()
    {
        var error = Assert.Single(Parse("--query-feature", "age:bucket").Errors);

        Assert.Contains("no kind of feature 'bucket'", error.Message);
        Assert.Contains("buckets", error.Message);
    }

    [Fact]
    public void Nothing_given_leaves_the_defaults()
    {
        Assert.Equivalent(new TrainingOptions(), Read());
    }

    [Fact]
    public void What_is_given_goes_to_its_property()
    {
        var options = Read(
            "--dataset",
            "movielens-100k",
            "--data",
            "here",
            "--split",
            "random",
            "--within-user",
            "--test-fraction",
            "0.25",
            "--seed",
            "-7",
            "--epochs",
            "12",
            "--learning-rate",
            "1e-3",
            "--name",
            "films"
        );

        Assert.Equal("movielens-100k", options.Data.Dataset);
        Assert.Equal("here", options.Data.Directory);
        Assert.Equal("random", options.Split.Kind);
        Assert.True(options.Split.WithinUser);
        Assert.Equal(0.25, options.Split.TestFraction);
        Assert.Equal(-7, options.Seed);
        Assert.Equal(12, options.Fit.Epochs);
        Assert.Equal(0.001, options.Fit.LearningRate);
        Assert.Equal("films", options.Export.Name);
        Assert.Equal(0.1, options.Split.ValidFraction);
    }

    [Fact]
    public void A_list_is_given_by_repeating_its_option()
    {
        var options = Read("--interactions", "a,b.csv", "--interactions", "c.csv");

        Assert.Equal(["a,b.csv", "c.csv"], options.Data.Interactions);
    }

    [Fact]
    public void A_list_takes_what_a_shell_makes_of_a_glob()
    {
        var options = Read(
            "--interactions",
            "part-1.csv",
            "part-2.csv",
            "--columns",
            "title",
            "genres",
            "--seed",
            "3",
            "--interactions",
            "part-3.csv"
        );

        Assert.Equal(["part-1.csv", "part-2.csv", "part-3.csv"], options.Data.Interactions);
        Assert.Equal(["title", "genres"], options.Data.Columns);
        Assert.Equal(3, options.Seed);
    }

    [Fact]
    public void A_mistyped_option_is_no_value_of_a_list()
    {
        var error = Assert.Single(Parse("--interactions", "a.csv", "--epoch", "5").Errors);

        Assert.Equal("There is no option '--epoch'. Did you mean '--epochs'?", error.Message);
    }

    [Fact]
    public void The_command_line_goes_over_the_file_property_by_property()
    {
        var file = OptionsFile.Parse(
            """{ "seed": 3, "fit": { "epochs": 5, "batch_size": 64 }, "data": { "interactions": ["a.csv"] } }""",
            "options.json"
        );

        var options = set.Read(Parse("--epochs", "9"), file);

        Assert.Equal(3, options.Seed);
        Assert.Equal(9, options.Fit.Epochs);
        Assert.Equal(64, options.Fit.BatchSize);
        Assert.Equal(["a.csv"], options.Data.Interactions);
    }

    [Theory]
    [InlineData("--epochs", "x", "--epochs takes a whole number, not 'x'.")]
    [InlineData("--epochs", "1.5", "--epochs takes a whole number, not '1.5'.")]
    [InlineData("--epochs", "99999999999", "--epochs takes a whole number, not '99999999999'.")]
    [InlineData("--learning-rate", "fast", "--learning-rate takes a number, not 'fast'.")]
    [InlineData("--learning-rate", "nan", "--learning-rate takes a number, not 'nan'.")]
    [InlineData(
        "--regularization",
        "-Infinity",
        "--regularization takes a number, not '-Infinity'."
    )]
    public void A_number_that_is_none_is_refused(string option, string value, string message)
    {
        var error = Assert.Single(Parse(option, value).Errors);

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void Parts_can_be_chosen()
    {
        var some = new TrainingOptionSet(["split", "seed"], severalValues: false);

        Assert.Equal(
            [
                "--split",
                "--test-fraction",
                "--valid-fraction",
                "--within-user",
                "--leave-last",
                "--split-seed",
                "--seed",
            ],
            some.Groups.SelectMany(group => group.Options).Select(option => option.Name)
        );
    }

    private TrainingOptions Read(params string[] arguments) => set.Read(Parse(arguments));

    private ParseResult Parse(params string[] arguments)
    {
        var command = new RootCommand();
        foreach (var option in set.Groups.SelectMany(group => group.Options))
        {
            command.Add(option);
        }
        return command.Parse(arguments);
    }

    private static IEnumerable<PropertyInfo> Leaves(Type type) =>
        type.GetProperties()
            .Where(property =>
                property.CanWrite && property.GetCustomAttribute<JsonIgnoreAttribute>() is null
            )
            .SelectMany(property =>
                property.PropertyType.Namespace == typeof(TrainingOptions).Namespace
                    ? Leaves(property.PropertyType)
                    : [property]
            );
}
