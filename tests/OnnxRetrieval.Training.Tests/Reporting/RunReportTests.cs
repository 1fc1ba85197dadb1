using System.Globalization;
using System.Text;
using System.Xml.Linq;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;

namespace OnnxRetrieval.Training.Tests.Reporting;

[Collection(TorchTests.Name)]
public sealed class RunReportTests : IDisposable
{
    private const int Items = 20;
    private const string Nasty = "<script>alert('1 & 2')</script>\u0001 \"电影\" 🎬";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_page_shows_the_whole_run_and_needs_nothing_beside_it()
    {
        var result = Train(Options());
        var page = Page();

        Assert.Equal(
            [
                "On the test set",
                "Training",
                "recall@20 by parts",
                "Users",
                "Items",
                "Scores",
                "The candidates",
                "Data",
            ],
            page.Descendants("h2").Select(title => title.Value)
        );
        Assert.DoesNotContain(page.Descendants(), NeedsSomething);
        Assert.DoesNotContain(
            "url(",
            page.Descendants("style").Single().Value,
            StringComparison.Ordinal
        );
        var recall = Row(page, "recall@10");
        Assert.StartsWith(
            result.Metrics["test"]["recall@10"].ToString("0.0000", CultureInfo.InvariantCulture),
            recall[1],
            StringComparison.Ordinal
        );
        Assert.Equal(
            result
                .Metrics["popularity"]["recall@10"]
                .ToString("0.0000", CultureInfo.InvariantCulture),
            recall[2]
        );
        var map = page.Descendants("svg").Single(svg => svg.Attribute("class")?.Value == "map");
        Assert.Equal(Items, map.Elements("circle").Count());
        Assert.All(
            map.Elements("circle"),
            dot =>
            {
                Assert.InRange((double)dot.Attribute("cx")!, 0, 480);
                Assert.InRange((double)dot.Attribute("cy")!, 0, 360);
            }
        );
        var shown = Nasty.Replace('\u0001', '\ufffd');
        Assert.Contains(map.Descendants("title"), title => title.Value == shown);
        Assert.Contains(page.Descendants("td"), cell => cell.Value == shown);
        Assert.Equal(
            4,
            page.Descendants("h3")
                .Count(title => title.Value.StartsWith("User ", StringComparison.Ordinal))
        );
        Assert.Contains(
            "\"kind\": \"leave-last\"",
            page.Descendants("pre").Single().Value,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_a_run_does_not_have_is_left_out()
    {
        var options = Options(timed: false);
        Train(
            options with
            {
                Data = options.Data with { Interactions = [], Train = options.Data.Interactions },
                Split = new() { Kind = "given", ValidFraction = 0 },
                Fit = new() { Epochs = 1, Regularization = 0.1 },
            }
        );

        Assert.Equal(
            ["Training", "Users", "Items", "The candidates", "Data"],
            Page().Descendants("h2").Select(title => title.Value)
        );
    }

    [Fact]
    public void Two_runs_with_a_seed_make_the_same_page()
    {
        Train(Options());
        var first = File.ReadAllBytes(Path.Combine(folder.Path, "out", "report.html"));
        Train(Options());

        Assert.Equal(first, File.ReadAllBytes(Path.Combine(folder.Path, "out", "report.html")));
    }

    private static bool NeedsSomething(XElement element) =>
        element.Name.LocalName is "script" or "link" or "img" or "iframe" or "object"
        || element
            .Attributes()
            .Any(attribute =>
                attribute.Name.LocalName is "src" or "href"
                || attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal)
            );

    private TrainingResult Train(TrainingOptions options) =>
        TrainingPipeline.Run(
            options,
            Path.Combine(folder.Path, "out"),
            cancellation: TestContext.Current.CancellationToken
        );

    // It is written so that it is XML too.
    private XElement Page() =>
        XDocument
            .Parse(
                File.ReadAllText(Path.Combine(folder.Path, "out", "report.html"))[
                    "<!DOCTYPE html>".Length..
                ]
            )
            .Root!;

    private static string[] Row(XElement page, string metric) =>
        [
            .. page.Descendants("tr")
                .First(row => row.Element("td")?.Value == metric)
                .Elements("td")
                .Select(cell => cell.Value),
        ];

    private TrainingOptions Options(bool timed = true)
    {
        var random = new Random(3);
        var events = new StringBuilder(timed ? "user,item,time\n" : "user,item\n");
        for (var user = 0; user < 40; user++)
        {
            var items = Enumerable.Range(0, Items).Where(item => item % 2 == user % 2).ToArray();
            random.Shuffle(items);
            for (var step = 0; step < 7; step++)
            {
                events.Append(
                    CultureInfo.InvariantCulture,
                    $"{user},{items[step]}{(timed ? $",{step}" : "")}\n"
                );
            }
        }
        var titles = new StringBuilder("item,title\n");
        for (var item = 0; item < Items; item++)
        {
            var title = item == 4 ? Nasty : $"Title {item}";
            titles.Append(
                CultureInfo.InvariantCulture,
                $"{item},\"{title.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"
            );
        }
        var (eventsFile, titlesFile) = (
            Path.Combine(folder.Path, "events.csv"),
            Path.Combine(folder.Path, "titles.csv")
        );
        File.WriteAllText(eventsFile, events.ToString());
        File.WriteAllText(titlesFile, titles.ToString());
        return new()
        {
            Data = new() { Interactions = [eventsFile], Candidates = titlesFile },
            Split = new() { Kind = timed ? "leave-last" : "random" },
            Model = new() { Dimensions = 8 },
            Fit = new() { Epochs = 3 },
            Seed = 1,
        };
    }
}
