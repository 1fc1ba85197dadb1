using OnnxRetrieval.Tests;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Features;

public sealed class EncodedFeaturesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Users_are_known_by_those_who_are_trained_and_items_by_the_whole_catalogue()
    {
        var options = Options("city:category:least_count=1", "kind:category:least_count=1");
        var dataset = DataReader.Read(
            FeatureColumns.Of(options),
            null,
            TestContext.Current.CancellationToken
        );
        var train = dataset.Interactions.Select([0]);

        var features = EncodedFeatures.Fit(dataset, train, options.Model);

        var city = Assert.IsType<CategoryFeature>(Assert.Single(features.Query));
        Assert.Equal(["Oslo"], city.Values.Strings.ToArray());
        Assert.Equal([0, 1, 1], city.Codes.ToArray());
        var kind = Assert.IsType<CategoryFeature>(Assert.Single(features.Candidate));
        Assert.Equal(["a", "b", "c"], kind.Values.Strings.ToArray());
        Assert.Equal(3, kind.Count);
        Assert.Equal([7, 0, 2, 0], kind.Frequencies([7, 0, 2]));
    }

    [Theory]
    [InlineData("town", "kind", "there is no column 'town' of the users. There are: city, age.")]
    [InlineData(
        "",
        "kind::least_count=1 kind:category:least_count=1",
        "kind:category is given twice"
    )]
    [InlineData(
        "age:number age:category:least_count=1",
        "kind::least_count=1",
        "would read one input, 'age'"
    )]
    [InlineData("time:hour", "kind", "needs times")]
    public void Features_that_the_data_has_not_are_refused(
        string query,
        string candidate,
        string message
    )
    {
        var options = Options(query, candidate);
        var dataset = Loading.Read(FeatureColumns.Of(options));

        var exception = Assert.Throws<InputException>(() =>
            EncodedFeatures.Fit(dataset, dataset.Interactions, options.Model)
        );

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_and_an_exported_column_cannot_have_one_name()
    {
        var options = Options("city:category:least_count=1", "kind:category:least_count=1") with
        {
            Data = Options("", "").Data with
            {
                Candidates = folder.Write("same.csv", "item,city\n10,a\n20,b\n"),
            },
        };
        var data = options.Data;
        var dataset = Loading.Read(data);
        var model = options.Model with { CandidateFeatures = [] };

        var exception = Assert.Throws<InputException>(() =>
            EncodedFeatures.Fit(dataset, dataset.Interactions, model)
        );

        Assert.Contains("--columns", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void MovieLens_100K_gives_the_features_that_it_is_known_for()
    {
        var options = new TrainingOptions
        {
            Data = new()
            {
                Dataset = "movielens-100k",
                Directory = Repository.SharedData("ml-100k"),
            },
            Model = new()
            {
                QueryFeatures = Parse("age gender occupation time:weekday history"),
                CandidateFeatures = Parse("genres title year:age release_date"),
            },
        };
        var dataset = Loading.Read(FeatureColumns.Of(options));

        var features = EncodedFeatures.Fit(dataset, dataset.Interactions, options.Model);

        Assert.Equal(
            ["age:buckets", "gender:category", "occupation:category", "time:weekday"],
            features.Query.Select(feature => feature.Key)
        );
        Assert.Equal(
            ["genres:list", "title:text", "year:age", "release_date:age"],
            features.Candidate.Select(feature => feature.Key)
        );
        var occupation = Assert.IsType<CategoryFeature>(features.Query[2]);
        Assert.Equal((21, "student"), (occupation.Values.Count, occupation.Values[0]));
        var genres = Assert.IsType<ListFeature>(features.Candidate[0]);
        Assert.Equal((19, "Drama"), (genres.Values.Count, genres.Values[0]));
        var age = Assert.IsType<BucketsFeature>(features.Query[0]);
        Assert.Equal(12, age.Rows + 1);
        var title = Assert.IsType<TextFeature>(features.Candidate[1]);
        Assert.Contains("star", title.Words);
        Assert.Contains("Star", title.Forms.Tokens);
    }

    private TrainingOptions Options(string query, string candidate) =>
        new()
        {
            Data = new()
            {
                Interactions = [folder.Write("met.csv", "user,item\n1,20\n2,10\n")],
                Users = folder.Write("users.csv", "user,city,age\n1,Oslo,20\n2,Rome,30\n"),
                Candidates = folder.Write("items.csv", "item,kind\n10,a\n20,b\n30,c\n"),
            },
            Model = new() { QueryFeatures = Parse(query), CandidateFeatures = Parse(candidate) },
        };

    private static FeatureOptions[] Parse(string features) =>
        [
            .. features
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(text => FeatureOptions.Parse(text)),
        ];
}
