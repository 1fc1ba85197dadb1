namespace OnnxRetrieval.Internals.Tests;

public class FeatureTensorTests
{
    [Fact]
    public void Lists_of_texts_are_padded_with_nothing_whatever_stood_there()
    {
        using var tensor = Filled(
            FeatureType.Text,
            new[] { "a", "b", "c" },
            new[] { "d", "e", "f" }
        );

        Fill(tensor, new[] { "g" }, new[] { 7L, -12 });

        Assert.Equal([2, 3], tensor.Tensor.Value.GetTensorTypeAndShape().Shape);
        Assert.Equal(["g", "", "", "7", "-12", ""], tensor.Tensor.Value.GetStringTensorAsArray());
    }

    [Fact]
    public void Lists_of_integers_are_padded_with_minus_one_whatever_stood_there()
    {
        using var tensor = Filled(FeatureType.Integer, new[] { 1L, 2, 3 }, new[] { 4L, 5, 6 });

        Fill(tensor, new[] { 8L }, new[] { "9", "no integer" });

        Assert.Equal(
            [8, -1, -1, 9, -1, -1],
            tensor.Tensor.Value.GetTensorDataAsSpan<long>().ToArray()
        );
    }

    [Theory]
    [InlineData(FeatureType.Text)]
    [InlineData(FeatureType.Integer)]
    public void A_list_that_is_missing_is_padding_in_its_row_alone(FeatureType type)
    {
        using var tensor = Filled(type, new[] { 1L, 2 }, new[] { 3L, 4 }, new[] { 5L, 6 });

        tensor.SetMissing(1);

        var value = tensor.Tensor.Value;
        if (type == FeatureType.Text)
        {
            Assert.Equal(["1", "2", "", "", "5", "6"], value.GetStringTensorAsArray());
        }
        else
        {
            Assert.Equal([1, 2, -1, -1, 5, 6], value.GetTensorDataAsSpan<long>().ToArray());
        }
    }

    [Fact]
    public void A_list_of_none_has_one_place()
    {
        using var tensor = new FeatureTensor(
            new QueryFeature("history", FeatureType.Integer, IsList: true),
            fixedLength: 0
        );

        tensor.Reshape(2, longest: 0);

        Assert.Equal([2, 1], tensor.Tensor.Value.GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void A_fixed_length_is_kept_and_no_longer_list_is_taken()
    {
        using var tensor = new FeatureTensor(
            new QueryFeature("history", FeatureType.Integer, IsList: true),
            fixedLength: 3
        );

        tensor.Reshape(1, longest: 1);

        Assert.Equal([1, 3], tensor.Tensor.Value.GetTensorTypeAndShape().Shape);
        Assert.Equal(3, tensor.Length(new[] { 1L, 2, 3 }));
        var error = Assert.Throws<RetrievalException>(() => tensor.Length(new[] { 1L, 2, 3, 4 }));
        Assert.Equal(
            "The model's feature history (list of integers) takes lists of at most 3 values and was given 4. Give it the latest 3.",
            error.Message
        );
    }

    [Theory]
    [InlineData(FeatureType.Text, false, "Give it a text, or an integer.")]
    [InlineData(FeatureType.Text, true, "Give it a list of texts, or of integers.")]
    [InlineData(FeatureType.Integer, false, "Give it an integer, or a text that is one.")]
    [InlineData(
        FeatureType.Integer,
        true,
        "Give it a list of integers, or of texts that are ones."
    )]
    public void A_value_of_another_kind_is_told_what_is_wanted(
        FeatureType type,
        bool isList,
        string wanted
    )
    {
        using var tensor = new FeatureTensor(new QueryFeature("f", type, isList), fixedLength: 0);

        var error = Assert.Throws<RetrievalException>(() => tensor.Length(1.5));

        Assert.Equal(RetrievalError.QueryMismatch, error.Error);
        Assert.Contains("was given a number. " + wanted, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_for_one_value_is_told_so()
    {
        using var tensor = new FeatureTensor(
            new QueryFeature("f", FeatureType.Integer, IsList: false),
            fixedLength: 0
        );

        var integers = Assert.Throws<RetrievalException>(() => tensor.Length(new[] { 1L }));
        var texts = Assert.Throws<RetrievalException>(() => tensor.Length(new[] { "1" }));

        Assert.Contains("a list of integers", integers.Message, StringComparison.Ordinal);
        Assert.Contains("a list of texts", texts.Message, StringComparison.Ordinal);
    }

    private static FeatureTensor Filled(FeatureType type, params FeatureValue[] lists)
    {
        var tensor = new FeatureTensor(new QueryFeature("f", type, IsList: true), fixedLength: 0);
        var longest = 0;
        foreach (var list in lists)
        {
            longest = Math.Max(longest, tensor.Length(list));
        }
        tensor.Reshape(lists.Length, longest);
        Fill(tensor, lists);
        return tensor;
    }

    private static void Fill(FeatureTensor tensor, params FeatureValue[] lists)
    {
        for (var row = 0; row < lists.Length; row++)
        {
            tensor.Set(row, lists[row]);
        }
    }
}
