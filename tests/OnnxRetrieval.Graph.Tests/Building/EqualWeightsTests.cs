namespace OnnxRetrieval.Graph.Tests.Building;

public sealed class EqualWeightsTests
{
    [Fact]
    public void Equal_weights_are_held_once()
    {
        var graph = new GraphBuilder("weights");

        var first = graph.Weights("first", new float[] { 1, 2 }, 2, 1);
        var again = graph.Weights("again", new float[] { 1, 2 }, 2, 1);
        var texts = graph.Weights("texts", ["a", ""], 2);
        var textsAgain = graph.Weights("texts_again", ["a", ""], 2);
        graph.Output(graph.Add(first, again), "sum");
        graph.Output(texts, "text");
        graph.Output(textsAgain, "text_again");

        Assert.Same(first, again);
        Assert.Same(texts, textsAgain);
        Assert.Equal(
            ["first", "texts"],
            graph.Build().Graph.Initializer.Select(tensor => tensor.Name)
        );
    }

    [Fact]
    public void Weights_of_another_shape_type_or_content_are_held_apart()
    {
        var graph = new GraphBuilder("weights");
        GraphValue[] weights =
        [
            graph.Weights("column", new float[] { 1, 2 }, 2, 1),
            graph.Weights("row", new float[] { 1, 2 }, 1, 2),
            graph.Weights("other", new float[] { 1, 3 }, 2, 1),
            graph.Weights("zero", new float[] { 0, 0 }, 2),
            graph.Weights("minus_zero", new float[] { -0f, 0 }, 2),
            graph.Weights("zeros", new long[] { 0, 0 }, 2),
            graph.Weights("texts", ["a", "b"], 2),
            graph.Weights("more_texts", ["a", "c"], 2),
        ];

        Assert.Equal(weights.Length, weights.Distinct().Count());
    }
}
