using System.Globalization;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Training.Reporting;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What <c>explain</c> shows.</summary>
internal static class ExplanationReport
{
    private const string None = "–";

    /// <summary>For people: the score and where it comes from, then what each part moved, the strongest first.</summary>
    public static void Write(
        ToolConsole console,
        AskedQuery asked,
        ScoreExplanation explanation,
        RetrieverInfo info
    )
    {
        if (!explanation.IsKnown)
        {
            console.Error.WriteLine(asked.IfUnknown);
        }
        console.Pretty.WriteLine($"Item {Named(explanation.Item)}");
        console.Pretty.Write(Scores(explanation, info));
        console.Pretty.Write(Effects(asked, explanation, info));
        console.Pretty.WriteLine(
            "An effect is the score less the score without that part. Parts act together, so effects need not add up."
        );
        if (asked.History?.Contains(explanation.Item.Id) == true)
        {
            console.Error.WriteLine(
                "note: the item is in the history, so 'recommend' does not return it."
            );
        }
    }

    /// <summary>
    /// For programs: <c>{"query","known","item":{"id","score",…},"rank","ranked","bias":{"score","rank"},"stranger":{"score","rank"},
    /// "features":[{"name","effect","score_without","rank_without"}],"history":[{"id","known","effect",…}]}</c>, the bias null
    /// where the model has none.
    /// </summary>
    public static JsonObject Json(
        AskedQuery asked,
        ScoreExplanation explanation,
        RetrieverInfo info
    ) =>
        new()
        {
            ["query"] = asked.User,
            ["known"] = explanation.IsKnown,
            ["item"] = RetrievalReport.Json(explanation.Item, info),
            ["rank"] = Rank(explanation.Asked),
            ["ranked"] = explanation.Ranked,
            ["bias"] = explanation.Bias is { } bias ? Json(bias) : null,
            ["stranger"] = Json(explanation.Stranger),
            ["features"] = new JsonArray([
                .. explanation.Features.Select(part =>
                    Json(part, explanation, new() { ["name"] = part.Part })
                ),
            ]),
            ["history"] = new JsonArray([
                .. explanation.History.Select(part =>
                    Json(
                        part,
                        explanation,
                        new() { ["id"] = part.Part, ["known"] = part.Item is not null }
                    )
                ),
            ]),
        };

    private static Table Scores(ScoreExplanation explanation, RetrieverInfo info)
    {
        var table = NumbersTable("", "score", "rank");
        Add("as asked", explanation.Asked, explanation.Ranked);
        Add("to a stranger", explanation.Stranger, explanation.Ranked);
        if (explanation.Bias is { } bias)
        {
            Add("the item's bias, for everybody", bias, info.CandidateCount);
        }
        return table;

        void Add(string name, Standing standing, int of) =>
            table.AddRow(name, Number(standing.Score), Place(standing, of));
    }

    private static Table Effects(AskedQuery asked, ScoreExplanation explanation, RetrieverInfo info)
    {
        var table = NumbersTable("without", "effect", "score", "rank");
        foreach (var part in Strongest(explanation.Features, explanation))
        {
            Add(part, Given(part.Part, asked, info));
        }
        foreach (var part in Strongest(explanation.History, explanation))
        {
            Add(part, part.Item is { } item ? $"  {Named(item)}" : $"  {part.Part} (not known)");
        }
        return table;

        void Add(LeftOut part, string name)
        {
            var effect = Effect(part, explanation);
            table.AddRow(
                CellText.Cell(name),
                new Text(
                    float.IsFinite(effect)
                        ? effect.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture)
                        : None
                ),
                new Text(Number(part.Standing.Score)),
                new Text(Place(part.Standing, explanation.Ranked))
            );
        }
    }

    private static Table NumbersTable(string first, params string[] numbers)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(first);
        foreach (var name in numbers)
        {
            table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        }
        return table;
    }

    private static JsonObject Json(LeftOut part, ScoreExplanation explanation, JsonObject into)
    {
        into["effect"] = JsonReport.Number(Effect(part, explanation));
        into["score_without"] = JsonReport.Number(part.Standing.Score);
        into["rank_without"] = Rank(part.Standing);
        return into;
    }

    private static JsonObject Json(Standing standing) =>
        new() { ["score"] = JsonReport.Number(standing.Score), ["rank"] = Rank(standing) };

    private static IEnumerable<LeftOut> Strongest(
        IEnumerable<LeftOut> parts,
        ScoreExplanation explanation
    ) => parts.OrderByDescending(part => Math.Abs(Effect(part, explanation)));

    private static float Effect(LeftOut part, ScoreExplanation explanation) =>
        explanation.Asked.Score - part.Standing.Score;

    private static string Given(string feature, AskedQuery asked, RetrieverInfo info) =>
        feature == info.HistoryFeature()?.Name && asked.History is { } history
            ? FormattableString.Invariant($"{feature}, all {history.Count:N0} of it")
            : $"{feature} {asked.Features.GetValueOrDefault(feature, asked.User ?? "")}";

    private static string Named(Hit item)
    {
        var title = Titles.OfHit(item);
        return CellText.Shown(title == item.Id ? title : $"{item.Id} {title}");
    }

    private static string Number(float value) =>
        float.IsFinite(value) ? value.ToString("0.0000", CultureInfo.InvariantCulture) : None;

    private static string Place(Standing standing, int of) =>
        Rank(standing) is { } rank ? FormattableString.Invariant($"{rank:N0} of {of:N0}") : None;

    private static int? Rank(Standing standing) => standing.Rank > 0 ? standing.Rank : null;
}
