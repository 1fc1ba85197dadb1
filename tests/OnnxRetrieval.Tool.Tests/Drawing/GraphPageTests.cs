using System.Xml.Linq;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Tool.Tests.Drawing;

public sealed class GraphPageTests(TinyModelFolder model)
    : IClassFixture<TinyModelFolder>,
        IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Every_operator_input_and_output_is_a_box_at_both_widths()
    {
        var page = Page(model.WithFeatures);
        var graph = OnnxFile.Read(model.WithFeatures).Graph;

        var drawings = page.Descendants("svg").ToList();

        Assert.Equal(2, drawings.Count);
        Assert.All(
            drawings,
            drawing =>
            {
                Assert.Equal(
                    graph.Input.Count + graph.Node.Count + graph.Output.Count,
                    Boxes(drawing).Count()
                );
                Assert.Equal(
                    [
                        "Vocabularies: ids to rows",
                        "Query tower: a vector",
                        "Candidates: their scores",
                        "Exclusion",
                        "Top k: the best scores",
                        "Results: ids and columns",
                    ],
                    drawing
                        .Elements("text")
                        .Where(text => ClassOf(text) == "band-title")
                        .Select(text => text.Value)
                );
            }
        );
    }

    [Fact]
    public void A_box_tells_its_operator_tables_and_values()
    {
        var scores = Boxes(Page(model.Retrieval).Descendants("svg").First())
            .Single(box => box.Elements("text").First().Value == "Gemm");

        Assert.Equal(
            ["Gemm", "/score/all", "float [batch, 5]", "vectors [5, 2] 68 B"],
            scores.Elements("text").Select(text => text.Value)
        );
        var hover = scores.Element("title")!.Value;
        Assert.Contains("transB = 1", hover, StringComparison.Ordinal);
        Assert.Contains(
            "reads /candidate/vectors float [5, 2], 68 B",
            hover,
            StringComparison.Ordinal
        );
        Assert.Contains("gives /score/all float [batch, 5]", hover, StringComparison.Ordinal);
    }

    [Fact]
    public void The_page_needs_nothing_beside_it()
    {
        var page = Page(model.Similar);

        Assert.Empty(page.Descendants("script"));
        Assert.DoesNotContain(
            page.Descendants().Attributes(),
            attribute => attribute.Name.LocalName is "src" or "href"
        );
    }

    [Fact]
    public void A_file_that_is_no_retrieval_file_is_drawn_without_roles()
    {
        var tower = new IdTowerGraph("user_id", new IdTable([1L]), new float[] { 1, 0, 0, 1 }, 2);
        OnnxFile.Write(TowerGraph.Build(tower, "vector"), folder["tower.onnx"]);

        var page = Page(folder["tower.onnx"]);

        Assert.NotEmpty(Boxes(page.Descendants("svg").First()));
        Assert.DoesNotContain(page.Descendants("text"), text => ClassOf(text) == "band-title");
    }

    [Fact]
    public void Json_is_printed_beside()
    {
        var json = CommandRun
            .Of("inspect", model.Path, "--html", folder["graph.html"], "--json")
            .Json();

        Assert.True(json.TryGetProperty("operators", out _));
        Assert.True(File.Exists(folder["graph.html"]));
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_told() =>
        CommandRun
            .Of("inspect", model.Path, "--html", folder["none/graph.html"])
            .Fails(ExitCode.Failed, "graph.html' cannot be written");

    private XElement Page(string file)
    {
        var run = CommandRun.Of("inspect", file, "--html", folder["graph.html"]);
        Assert.StartsWith(
            $"{folder["graph.html"]}: the graph of ",
            run.Output,
            StringComparison.Ordinal
        );
        return XElement.Parse(File.ReadAllText(folder["graph.html"])["<!DOCTYPE html>".Length..]);
    }

    private static IEnumerable<XElement> Boxes(XElement drawing) =>
        drawing
            .Elements("g")
            .Where(group => ClassOf(group).StartsWith("box ", StringComparison.Ordinal));

    private static string ClassOf(XElement element) => element.Attribute("class")?.Value ?? "";
}
