using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Training.Tests.Features;

public sealed class KindGuessTests
{
    [Theory]
    [InlineData("genres", "Drama|War;Comedy;", FeatureKind.List)]
    [InlineData("gender", "M;F;M;F;M", FeatureKind.Category)]
    [InlineData("children", "0;1;2;2;3;NA", FeatureKind.Category)]
    [InlineData(
        "age",
        "1;2;3;4;5;6;7;8;9;10;11;12;13;14;15;16;17;18;19;20;21",
        FeatureKind.Buckets
    )]
    [InlineData("since", "2020-01-01;2021-05-06;", FeatureKind.Age)]
    [InlineData("title", "One;Two", FeatureKind.Text)]
    [InlineData("plot", "A man goes;A dog barks;Silence", FeatureKind.Text)]
    [InlineData("zip", "85711;T8H1N;32067", FeatureKind.Category)]
    [InlineData("occupation", "other job;other job;other job;nurse", FeatureKind.Category)]
    [InlineData("empty", ";", FeatureKind.Category)]
    public void The_kind_follows_from_the_values(string name, string values, FeatureKind kind) =>
        Assert.Equal(kind, KindGuess.Of(EntityColumnBuilder.Of(name, values.Split(';'))));
}
