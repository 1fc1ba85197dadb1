namespace OnnxRetrieval.Tests;

public class QueryTests
{
    [Fact]
    public void A_text_and_an_integer_convert_to_a_query()
    {
        Query text = "42";
        Query integer = 42;
        Assert.False(text.IsEmpty);
        Assert.Equal(42, integer.Single.Integer);
    }

    [Fact]
    public void A_query_of_nothing_is_empty()
    {
        Assert.True(default(Query).IsEmpty);
        Assert.True(new Query().IsEmpty);
        Assert.Throws<ArgumentException>(() => (Query)"");
        Assert.Throws<ArgumentNullException>(() => (Query)(string)null!);
    }

    [Fact]
    public void Named_values_keep_their_kind()
    {
        var query = new Query
        {
            ["text"] = "a",
            ["integer"] = 31,
            ["number"] = 1.5,
            ["texts"] = new[] { "x" },
            ["integers"] = new List<long> { 1 },
        };
        Assert.Equal(
            [
                FeatureValueKind.Text,
                FeatureValueKind.Integer,
                FeatureValueKind.Number,
                FeatureValueKind.Texts,
                FeatureValueKind.Integers,
            ],
            query.Named!.Values.Select(value => value.Kind)
        );
    }

    [Fact]
    public void An_id_cannot_be_given_names_afterwards()
    {
        var query = new Query("42");
        Assert.Throws<InvalidOperationException>(() => query["user_id"] = "43");
    }
}
