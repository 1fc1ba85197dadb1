namespace OnnxRetrieval.Internals.Tests;

public class IdListsTensorTests
{
    [Fact]
    public void The_padded_width_holds_the_list_and_wastes_little()
    {
        Assert.Equal(0, IdListsTensor.PaddedWidth(0));
        for (var longest = 1; longest < 5000; longest++)
        {
            var width = IdListsTensor.PaddedWidth(longest);
            Assert.InRange(width - longest, 0, Math.Max(7, longest / 8));
        }
    }

    [Fact]
    public void Integers_are_padded_with_minus_one_whatever_stood_there()
    {
        using var tensor = new IdListsTensor("exclude", FeatureType.Integer);
        Fill(tensor, FeatureType.Integer, ["1", "2", "3", "4"], ["5"]);
        Fill(tensor, FeatureType.Integer, ["6"], ["7", "8"]);
        Assert.Equal(
            [6, -1, -1, -1, -1, -1, -1, -1, 7, 8, -1, -1, -1, -1, -1, -1],
            tensor.Tensor.Value.GetTensorDataAsSpan<long>()
        );
    }

    [Fact]
    public void Texts_are_padded_with_nothing_whatever_stood_there()
    {
        using var tensor = new IdListsTensor("exclude", FeatureType.Text);
        Fill(tensor, FeatureType.Text, ["a", "b", "c", "d"], ["e"]);
        Fill(tensor, FeatureType.Text, ["f"], ["g", "hé"]);
        Assert.Equal(
            ["f", "", "", "", "", "", "", "", "g", "hé", "", "", "", "", "", ""],
            tensor.Tensor.Value.GetStringTensorAsArray()
        );
    }

    [Fact]
    public void Only_a_list_of_another_padded_width_needs_a_new_value()
    {
        using var tensor = new IdListsTensor("exclude", FeatureType.Integer);
        Assert.True(Fill(tensor, FeatureType.Integer, ["1"]));
        Assert.False(Fill(tensor, FeatureType.Integer, ["1", "2", "3", "4", "5", "6", "7", "8"]));
        Assert.True(
            Fill(tensor, FeatureType.Integer, ["1", "2", "3", "4", "5", "6", "7", "8", "9"])
        );
    }

    [Fact]
    public void Nothing_to_exclude_is_a_tensor_of_no_columns()
    {
        using var tensor = new IdListsTensor("exclude", FeatureType.Integer);
        Fill(tensor, FeatureType.Integer);
        Assert.Equal([1, 0], tensor.Tensor.Value.GetTensorTypeAndShape().Shape);
        using var texts = new IdListsTensor("exclude", FeatureType.Text);
        Fill(texts, FeatureType.Text, []);
        Assert.Equal([1, 0], texts.Tensor.Value.GetTensorTypeAndShape().Shape);
    }

    [Fact]
    public void What_can_be_no_id_is_left_out()
    {
        var list = new IdLists(FeatureType.Integer);
        list.Add(["1", "", "x", "02", null!, "3"]);
        list.EndRow();
        Assert.Equal([1, 3], list.IntegersOf(0));
    }

    private static bool Fill(IdListsTensor tensor, FeatureType type, params string[][] lists)
    {
        var list = new IdLists(type);
        foreach (var ids in lists)
        {
            list.Add(ids);
            list.EndRow();
        }
        return tensor.Fill(list);
    }
}
