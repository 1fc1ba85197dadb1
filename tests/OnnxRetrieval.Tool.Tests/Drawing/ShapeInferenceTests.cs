using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tool.Drawing;
using OnnxRetrieval.Tool.Models;

namespace OnnxRetrieval.Tool.Tests.Drawing;

public sealed class ShapeInferenceTests(TinyModelFolder model) : IClassFixture<TinyModelFolder>
{
    [Theory]
    [InlineData("retrieval.onnx")]
    [InlineData("history.onnx")]
    [InlineData("features.onnx")]
    [InlineData("similar.onnx")]
    public void What_is_found_of_outputs_is_what_the_file_tells(string file)
    {
        var graph = OnnxFile.Read(Path.Combine(model.Path, file)).Graph;
        var outputs = graph.Output.ToList();
        graph.Output.Clear();

        var found = ShapeInference.Of(graph);

        Assert.All(
            outputs,
            output =>
            {
                var told = ModelInspection.Value(output);
                Assert.Equal(
                    $"{told.Type} [{string.Join(", ", told.Shape)}]",
                    found[output.Name].ToString()
                );
            }
        );
    }

    [Fact]
    public void Values_between_operators_are_found()
    {
        var found = ShapeInference.Of(OnnxFile.Read(model.WithHistory).Graph);

        Assert.Equal("int64 [batch]", found["/user_id/row"].ToString());
        Assert.Equal("float [batch, 2]", found["/user_id/vector"].ToString());
        Assert.Equal("float [batch, history_length, 2]", found["/history/entries"].ToString());
        Assert.Equal("float [batch, 5]", found["/score/all"].ToString());
        Assert.Equal("float [batch, 5]", found["/score/allowed"].ToString());
    }

    [Fact]
    public void Nothing_is_said_of_operators_that_are_not_known()
    {
        var graph = OnnxFile.Read(model.Retrieval).Graph;
        graph.Node.Add(
            new NodeProto
            {
                OpType = "Mystery",
                Input = { "k" },
                Output = { "x" },
            }
        );
        graph.Node.Add(
            new NodeProto
            {
                OpType = "Abs",
                Input = { "x" },
                Output = { "y" },
            }
        );

        var found = ShapeInference.Of(graph);

        Assert.DoesNotContain("x", found.Keys);
        Assert.DoesNotContain("y", found.Keys);
    }
}
