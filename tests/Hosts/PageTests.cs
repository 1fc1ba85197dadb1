using System.Text.Json;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>The page in <c>web/</c>, used as a person would use it.</summary>
public sealed class PageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnx-page-").FullName;

    public PageTests()
    {
        OnnxFile.Write(
            RetrievalGraph.Build(
                new IdTowerGraph(
                    "user_id",
                    new IdTable(["ann", "bob"]),
                    new float[] { 1, 0, 0, 1, .5f, .5f },
                    2
                ),
                new CandidateTable(
                    new IdTable([7L, 8, 9]),
                    new float[] { .9f, .1f, .5f, .25f, 0, 1 },
                    2
                )
                {
                    Columns =
                    [
                        new CandidateColumn("title", ["Alien", "Brazil", "<b>Chocolat</b>"]),
                    ],
                }
            ),
            Path.Combine(folder, "movies.onnx")
        );
        OnnxFile.Write(
            SimilarItemsGraph.Build(
                new CandidateTable(new IdTable([7L, 8, 9]), new float[] { 1, 0, 1, 1, 0, 1 }, 2),
                new float[] { 1, 0 }
            ),
            Path.Combine(folder, "similar.onnx")
        );
        File.WriteAllText(Path.Combine(folder, "broken.onnx"), "no model");
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Typing_an_id_shows_titles_with_no_server()
    {
        var states = Use(
            new { open = "index.html?model=models/movies.onnx" },
            new { offline = true },
            new { type = "ann" },
            new { type = "bob" },
            new { count = "1" },
            new { type = "carol" }
        );

        Assert.Equal("For someone unknown:", states[0].Status);
        Assert.Equal("For ann:", states[2].Status);
        Assert.Equal(["Alien", "Brazil", "<b>Chocolat</b>"], states[2].Titles);
        Assert.Equal(["0.900", "0.500", "0.000"], states[2].Scores);
        Assert.Equal(["<b>Chocolat</b>", "Brazil", "Alien"], states[3].Titles);
        Assert.Equal(["<b>Chocolat</b>"], states[4].Titles);
        Assert.Equal("carol is not known. For someone unknown:", states[5].Status);
        Assert.Single(states[5].Titles);
    }

    [Fact]
    public void Hidden_titles_stay_away_until_they_are_shown_again()
    {
        var states = Use(
            new { open = "index.html?model=models/movies.onnx" },
            new { type = "ann" },
            new { hide = 0 },
            new { type = "bob" },
            new { hide = 0 },
            new { hide = 0 },
            new { showAll = true }
        );

        Assert.Equal(["Brazil", "<b>Chocolat</b>"], states[2].Titles);
        Assert.Equal("Hide", states[2].Focus);
        Assert.Equal(["<b>Chocolat</b>", "Brazil"], states[3].Titles);
        Assert.Equal(["Brazil"], states[4].Titles);
        Assert.Empty(states[5].Titles);
        Assert.Equal(["<b>Chocolat</b>", "Brazil", "Alien"], states[6].Titles);
    }

    [Fact]
    public void Integer_ids_are_typed_like_any_other()
    {
        var states = Use(
            new { open = "index.html?model=models/similar.onnx" },
            new { type = "8" },
            new { type = "eight" },
            new { type = "99999999999999999999" }
        );

        Assert.Equal(["7", "9"], states[1].Titles);
        Assert.Equal(["0.707", "0.707"], states[1].Scores);
        Assert.Equal("eight is not known. For someone unknown:", states[2].Status);
        Assert.Equal(["7", "8", "9"], states[3].Titles);
    }

    [Fact]
    public void A_file_that_is_missing_or_no_model_is_told()
    {
        var states = Use(
            new { open = "index.html?model=models/broken.onnx" },
            new { open = "index.html" }
        );

        Assert.StartsWith("models/broken.onnx cannot be loaded", states[0].Status);
        Assert.StartsWith("retrieval.onnx cannot be loaded", states[1].Status);
    }

    [Fact]
    public void The_sample_recommends_on_a_phone_in_the_dark()
    {
        var sample = HostModels.SampleFile("retrieval.onnx");
        if (!File.Exists(sample))
        {
            Assert.Skip("There is no artifacts/sample/retrieval.onnx.");
        }
        File.Copy(sample, Path.Combine(folder, "retrieval.onnx"));

        var states = Use(
            new { open = "index.html?model=models/retrieval.onnx" },
            new { type = "42" },
            new
            {
                screenshot = Path.Combine(folder, "phone.png"),
                width = 360,
                dark = true,
            }
        );

        Assert.Equal("For 42:", states[1].Status);
        Assert.Equal(10, states[1].Titles.Length);
        Assert.All(states[1].Titles, title => Assert.False(int.TryParse(title, out _)));
        Assert.False(states[2].Scrolls);
    }

    private PageState[] Use(params object[] steps)
    {
        HostProcess.SkipUnlessThere(HostKind.Browser);
        var file = Path.Combine(folder, "steps.json");
        File.WriteAllText(file, JsonSerializer.Serialize(steps));
        var states = HostProcess.Node<PageState[]>(
            "page.mjs",
            Path.Combine(folder, "states.json"),
            folder,
            file
        );
        Assert.Equal(steps.Length, states.Length);
        Assert.All(states, state => Assert.Empty(state.Errors));
        return states;
    }
}
