using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Training.Tests.Features;

public sealed class FeatureOptionsCheckTests
{
    [Theory]
    [InlineData("k:number", "cannot be called 'k'")]
    [InlineData("exclude", "cannot be called 'exclude'")]
    [InlineData("user_id:category", "ids are known without")]
    [InlineData("age:buckets age:buckets", "age:buckets is given twice")]
    [InlineData("age:text:buckets=5", "'buckets' is for the kinds buckets and age")]
    [InlineData("age:buckets:buckets=1", "between 2 and 1000")]
    [InlineData("age:buckets:buckets=0", "between 2 and 1000")]
    [InlineData("age:number:least_count=3", "'least_count' is for the kinds")]
    [InlineData("city:category:least_count=0", "at least 1")]
    [InlineData("city:category:separator=;", "'separator' is for the kind list")]
    [InlineData("city:list:separator=", "the separator is empty")]
    [InlineData("when:hour", "write time:hour")]
    [InlineData("age:buckets", "give --users", false)]
    public void Features_that_cannot_be_are_refused(
        string features,
        string message,
        bool hasUsers = true
    )
    {
        var options = new TrainingOptions
        {
            Data = new() { Interactions = ["a.csv"], Users = hasUsers ? "users.csv" : null },
            Model = new() { QueryFeatures = [.. features.Split(' ').Select(Parse)] },
        };

        var exception = Assert.Throws<InputException>(() => FeatureOptionsCheck.Check(options));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.True(exception.IsWrongUse);
    }

    [Theory]
    [InlineData("history")]
    [InlineData("time:hour")]
    public void What_belongs_to_a_query_is_no_feature_of_a_candidate(string feature)
    {
        var options = new TrainingOptions
        {
            Model = new() { CandidateFeatures = [Parse(feature)] },
        };

        var exception = Assert.Throws<InputException>(() => FeatureOptionsCheck.Check(options));

        Assert.Contains("Use --query-feature", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Times_and_the_history_need_no_users_file()
    {
        var options = new TrainingOptions
        {
            Data = new() { Interactions = ["a.csv"] },
            Model = new()
            {
                QueryFeatures = [Parse("history"), Parse("time:hour"), Parse("time:weekday")],
            },
        };

        Assert.Null(Record.Exception(() => FeatureOptionsCheck.Check(options)));
    }

    private static FeatureOptions Parse(string text) => FeatureOptions.Parse(text);
}
