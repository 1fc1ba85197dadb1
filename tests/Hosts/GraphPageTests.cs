using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Drawing;
using OnnxRetrieval.Tool.Models;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>The page of <c>inspect --html</c> in a browser.</summary>
public sealed class GraphPageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnx-graph-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_graph_fits_a_phone_and_a_desk_in_the_light_and_in_the_dark()
    {
        HostProcess.SkipUnlessThere(HostKind.Browser);
        PageModels.WriteFilms(folder);
        var path = Path.Combine(folder, "retrieval.onnx");
        var model = OnnxFile.Read(path);
        GraphPage.Write(Path.Combine(folder, "graph.html"), model, ModelInspection.Of(model, path));

        var looks = HostProcess.Node<Look[]>(
            "look.mjs",
            Path.Combine(folder, "looks.json"),
            folder,
            "graph.html"
        );

        var graph = model.Graph;
        Assert.All(
            looks,
            look =>
            {
                Assert.False(look.Scrolls);
                Assert.Equal(1, look.Drawings);
                Assert.Equal(graph.Input.Count + graph.Node.Count + graph.Output.Count, look.Boxes);
                Assert.Empty(look.Cut);
                Assert.True(look.Letters > 8, $"Letters of {look.Letters} at {look.Width}.");
                Assert.DoesNotContain(
                    look.Asked,
                    asked => asked is not ("/graph.html" or "/favicon.ico")
                );
            }
        );
        Assert.Equal(2, looks.Select(look => look.Background).Distinct().Count());
    }

    /// <param name="Width">The window's width.</param>
    /// <param name="Asked">What the page loaded.</param>
    /// <param name="Scrolls">Whether the page is wider than its window.</param>
    /// <param name="Background">Its colour.</param>
    /// <param name="Drawings">How many drawings are to be seen.</param>
    /// <param name="Boxes">How many boxes are in them.</param>
    /// <param name="Cut">Texts that stand out of their boxes.</param>
    /// <param name="Letters">The least height of a line of text.</param>
    private sealed record Look(
        int Width,
        string[] Asked,
        bool Scrolls,
        string Background,
        int Drawings,
        int Boxes,
        string[] Cut,
        double Letters
    );
}
