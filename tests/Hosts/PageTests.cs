using System.Text.Json;
using OnnxRetrieval.Tool.Web;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>
/// The page of a model, used as a person would use it: answered by the server of <c>serve</c>, and by the browser alone, as
/// <c>export --web</c> writes it. What is to be seen is the same.
/// </summary>
public sealed class PageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnx-page-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task Recommendations_change_with_the_user_and_the_history(string engine)
    {
        PageModels.WriteFilms(folder);

        var states = await Use(
            engine,
            new { open = "" },
            new { fill = "User", text = "ann" },
            new { click = "<b>Chocolat</b>" },
            new { click = "Dune" },
            new { click = "Take out of the history: <b>Chocolat</b>" },
            new { fill = "User", text = "carol" },
            new { fill = "User", text = "" },
            new { click = "Start anew" }
        );

        Assert.Equal("For somebody unknown:", states[0].Status);
        Assert.Equal("For user ann:", states[1].Status);
        Assert.Equal(["Alien", "Brazil", "<b>Chocolat</b>", "Dune"], states[1].Titles);
        Assert.Equal(["0.900", "0.500", "0.000", "-0.500"], states[1].Scores);
        Assert.Equal("For user ann, a history of 1:", states[2].Status);
        Assert.Equal(["<b>Chocolat</b>"], states[2].History);
        Assert.Equal(["Alien", "Brazil", "Dune"], states[2].Titles);
        Assert.Equal(["0.500", "0.375", "0.000"], states[2].Scores);
        Assert.Equal(["<b>Chocolat</b>", "Dune"], states[3].History);
        Assert.Equal(["Dune"], states[4].History);
        Assert.Equal(
            ["<b>Chocolat</b>", "Alien", "Brazil"],
            states[4].Titles.Order().ToArray()[..3]
        );
        Assert.Equal("For user carol, a history of 1:", states[5].Status);
        Assert.Equal("For a history of 1:", states[6].Status);
        Assert.Equal("For somebody unknown:", states[7].Status);
        Assert.Equal(states[0].Titles, states[7].Titles);
        Assert.Empty(states[7].History);
    }

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task What_moved_is_marked(string engine)
    {
        PageModels.WriteFilms(folder);

        var states = await Use(
            engine,
            new { open = "#user=ann&count=2" },
            new { fill = "User", text = "bob" }
        );

        Assert.Equal(["Alien", "Brazil"], states[0].Titles);
        Assert.Empty(states[0].Moves);
        Assert.Equal(["<b>Chocolat</b>", "Dune"], states[1].Titles);
        Assert.Equal(["new", "new"], states[1].Moves);
    }

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task Excluded_titles_stay_away_until_they_are_let_in_again(string engine)
    {
        PageModels.WriteFilms(folder);

        var states = await Use(
            engine,
            new { open = "#user=ann" },
            new { click = "Exclude Alien" },
            new { click = "Similar to Brazil" },
            new { click = "Exclude no longer: Alien" }
        );

        Assert.Equal(["Alien"], states[1].Excluded);
        Assert.Equal(["Brazil", "<b>Chocolat</b>", "Dune"], states[1].Titles);
        Assert.DoesNotContain("Alien", states[2].Similar);
        Assert.Contains("Alien", states[3].Similar);
        Assert.Empty(states[3].Excluded);
        Assert.Equal(states[0].Titles, states[3].Titles);
    }

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task A_filter_by_a_column_holds_for_all_lists(string engine)
    {
        PageModels.WriteFilms(folder);

        var states = await Use(
            engine,
            new { open = "#user=bob&count=2" },
            new { fill = "Only where", text = "sci-fi" },
            new { click = "Similar to Dune" },
            new { choose = "Column to filter by", text = "title" },
            new { fill = "Only where", text = "zzz" }
        );

        Assert.Equal(["<b>Chocolat</b>", "Dune"], states[0].Titles);
        Assert.Equal(["Dune", "Brazil"], states[1].Titles);
        Assert.Equal(["Brazil", "Alien"], states[2].Similar);
        Assert.Empty(states[3].Titles);
        Assert.Equal("For user bob: nothing is left to recommend.", states[4].Status);
    }

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task Similar_items_without_columns_keep_the_titles_of_the_model(string engine)
    {
        PageModels.WriteFilms(folder, similarHasColumns: false);

        var states = await Use(
            engine,
            new { open = "#user=ann" },
            new { click = "Similar to Alien" },
            new { fill = "Only where", text = "sci-fi" }
        );

        Assert.Equal(["<b>Chocolat</b>", "Brazil", "Dune"], states[1].Similar.Order());
        Assert.Equal(states[0].Titles, states[1].Titles);
        Assert.Equal("For user ann:", states[2].Status);
        Assert.Empty(states[2].Similar);
    }

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task All_can_be_done_by_the_keyboard(string engine)
    {
        PageModels.WriteFilms(folder);

        var states = await Use(
            engine,
            new { open = "#user=ann" },
            new { fill = "Find an item", text = "A" },
            new { press = "ArrowDown" },
            new { press = "ArrowDown" },
            new { press = "ArrowUp" },
            new { press = "Enter" },
            new { focus = "Exclude Dune" },
            new { press = "Enter" },
            new { press = "Enter" },
            new { press = "Enter" }
        );

        Assert.Equal(3, states[1].Found.Length);
        Assert.Equal(states[1].Found[0], states[2].Focus);
        Assert.Equal(states[1].Found[1], states[3].Focus);
        Assert.Equal(states[1].Found[0], states[4].Focus);
        Assert.Equal([states[1].Found[0]], states[5].History);
        Assert.Equal("search", states[5].Focus);
        Assert.Empty(states[5].Found);
        // The keyboard stays at the place of what went, and goes back to the search where nothing is left.
        Assert.Equal(["Dune"], states[7].Excluded);
        Assert.StartsWith("Exclude ", states[7].Focus, StringComparison.Ordinal);
        Assert.Equal(2, states[7].Titles.Length);
        Assert.Empty(states[9].Titles);
        Assert.Equal("search", states[9].Focus);
    }

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task Other_features_are_fields_and_wrong_values_are_told(string engine)
    {
        PageModels.WriteFilms(folder);

        var states = await Use(
            engine,
            errors: engine == PageDescription.ByServer ? 3 : 0,
            new { open = "#user=ann" },
            new { fill = "age", text = "50" },
            new { fill = "age", text = "0x10" },
            new { fill = "age", text = "1e99" },
            new { fill = "age", text = "old" },
            new { fill = "age", text = "" }
        );

        Assert.Equal("For user ann, age 50:", states[1].Status);
        Assert.Equal(["<b>Chocolat</b>", "Alien", "Brazil", "Dune"], states[1].Titles);
        foreach (var (wrong, state) in new[] { "0x10", "1e99", "old" }.Zip(states[2..5]))
        {
            Assert.Equal(
                $"The feature age (number) takes a number such as 3.5, not '{wrong}'.",
                state.Status
            );
            Assert.Empty(state.Titles);
        }
        Assert.Equal(states[0].Titles, states[5].Titles);
    }

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task The_address_holds_what_is_asked(string engine)
    {
        PageModels.WriteFilms(folder);
        const string address =
            "#user=ann&feature.age=40&history=9&history=7&excluded=8&column=genres&filter=fi&count=3&item=7";

        var states = await Use(
            engine,
            new { open = address },
            new { click = "Close the similar items" }
        );

        Assert.Equal(address, states[0].Address);
        Assert.Equal(["<b>Chocolat</b>", "Alien"], states[0].History);
        Assert.Equal(["Brazil"], states[0].Excluded);
        Assert.Equal(["Dune"], states[0].Titles);
        Assert.Equal(["Dune"], states[0].Similar);
        Assert.Empty(states[1].Similar);
        Assert.EndsWith("&count=3", states[1].Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task A_file_with_a_fixed_number_of_results_is_shown_as_far_as_it_goes(
        string engine
    )
    {
        PageModels.WriteBaked(folder);

        var states = await Use(
            engine,
            new { open = "" },
            new { fill = "User", text = "2" },
            new { click = "Exclude 9" },
            new { fill = "User", text = "two" }
        );

        Assert.Equal(["9", "10", "8"], states[1].Titles);
        Assert.Equal(["1.000", "0.500", "0.250"], states[1].Scores);
        Assert.Equal(["10", "8"], states[2].Titles);
        Assert.Equal("The model does not know user two; for somebody unknown:", states[3].Status);
    }

    [Fact]
    public async Task Static_files_need_no_server_once_they_are_loaded()
    {
        PageModels.WriteFilms(folder);

        var states = await Use(
            PageDescription.ByBrowser,
            new { open = "" },
            new { offline = true },
            new { fill = "User", text = "ann" },
            new { click = "Similar to Alien" }
        );

        Assert.Equal("For user ann:", states[2].Status);
        Assert.Equal(4, states[2].Titles.Length);
        Assert.Equal(3, states[3].Similar.Length);
    }

    [Theory]
    [InlineData(PageDescription.ByServer)]
    [InlineData(PageDescription.ByBrowser)]
    public async Task The_sample_fits_a_phone_and_a_desk_in_the_light_and_in_the_dark(string engine)
    {
        var sample = HostModels.SampleFile("retrieval.onnx");
        Assert.SkipUnless(File.Exists(sample), "There is no artifacts/sample/retrieval.onnx.");
        File.Copy(sample, Path.Combine(folder, "retrieval.onnx"));
        File.Copy(HostModels.SampleFile("similar.onnx"), Path.Combine(folder, "similar.onnx"));
        var looks = new[] { (360, false), (360, true), (1280, false), (1280, true) };

        var states = await Use(
            engine,
            [
                new { open = "#user=42&history=50&history=172&excluded=181&item=50" },
                .. looks.Select(look => new
                {
                    screenshot = Path.Combine(folder, $"{look.Item1}-{look.Item2}.png"),
                    width = look.Item1,
                    dark = look.Item2,
                }),
            ]
        );

        Assert.Equal("For user 42, a history of 2:", states[0].Status);
        Assert.All(
            states,
            state =>
            {
                Assert.Equal(10, state.Titles.Length);
                Assert.Equal(10, state.Similar.Length);
                Assert.All(state.Titles, title => Assert.False(int.TryParse(title, out _)));
            }
        );
        Assert.All(states.Skip(1), state => Assert.False(state.Scrolls));
    }

    private Task<PageState[]> Use(string engine, params object[] steps) => Use(engine, 0, steps);

    /// <param name="engine">Who answers.</param>
    /// <param name="errors">How many errors the browser is to report, of answers that refuse.</param>
    /// <param name="steps">What to do; see <c>hosts/page.mjs</c>.</param>
    private async Task<PageState[]> Use(string engine, int errors, params object[] steps)
    {
        HostProcess.SkipUnlessThere(HostKind.Browser);
        var file = Path.Combine(folder, "steps.json");
        File.WriteAllText(file, JsonSerializer.Serialize(steps));
        using var model = PageModel.Load(folder);
        PageState[] states;
        if (engine == PageDescription.ByServer)
        {
            await using var server = await PageServer.Start(
                model,
                port: 0,
                TestContext.Current.CancellationToken
            );
            states = Run(server.Address.AbsoluteUri, file);
        }
        else
        {
            var site = Path.Combine(folder, "site");
            StaticSite.Write(model, site, HostProcess.Folder);
            states = Run(site, file);
        }
        Assert.Equal(steps.Length, states.Length);
        Assert.Equal(errors, states.Sum(state => state.Errors.Length));
        return states;
    }

    private PageState[] Run(string site, string steps) =>
        HostProcess.Node<PageState[]>("page.mjs", Path.Combine(folder, "states.json"), site, steps);
}
