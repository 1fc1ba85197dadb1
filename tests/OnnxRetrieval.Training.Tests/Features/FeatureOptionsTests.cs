using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Training.Tests.Features;

public sealed class FeatureOptionsTests
{
    [Theory]
    [InlineData("age")]
    [InlineData("age:buckets")]
    [InlineData("age:buckets:buckets=5")]
    [InlineData("title:text:least_count=1,most_values=100")]
    [InlineData("tags:list:separator=;")]
    [InlineData("tags:list:least_count=3,separator=,")]
    [InlineData("tags::most_values=3")]
    [InlineData("tags:list:separator=:")]
    public void The_short_form_comes_back_as_it_was(string text) =>
        Assert.Equal(text, FeatureOptions.Parse(text).ToString());

    [Fact]
    public void A_comma_after_a_setting_can_be_a_separator()
    {
        var feature = FeatureOptions.Parse("tags:list:separator=,,least_count=3");

        Assert.Equal((",", 3), (feature.Separator, feature.LeastCount));
    }

    [Theory]
    [InlineData("", "names no column")]
    [InlineData(":list", "names no column")]
    [InlineData("age:bucket", "no kind of feature 'bucket'")]
    [InlineData("age:buckets:5", "'5' in 'age:buckets:5' is not KEY=VALUE")]
    [InlineData("age:buckets:buckets=many", "buckets takes a whole number, not 'many'")]
    [InlineData("age:buckets:bins=5", "no key 'bins'")]
    public void What_cannot_be_read_is_refused_with_what_could(string text, string message)
    {
        var exception = Assert.Throws<FormatException>(() => FeatureOptions.Parse(text));

        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
        Assert.False(FeatureOptions.TryParse(text, null, out _));
    }
}
