using System.Globalization;
using System.Text.Json.Nodes;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Reporting;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>
/// One user's history beside what the exported file recommends, so that a person can judge it: numbers alone do not show
/// whether a list reads well.
/// </summary>
internal sealed class Showcase
{
    private const string PreferredUser = "42";
    private const int Length = 10;

    private readonly Dataset dataset;
    private readonly Retrieval recommended;
    private readonly IReadOnlyList<int> history;
    private readonly HashSet<int> heldOut;

    private Showcase(
        Dataset dataset,
        string user,
        IReadOnlyList<int> history,
        HashSet<int> heldOut,
        Retrieval recommended
    )
    {
        this.dataset = dataset;
        User = user;
        this.history = history;
        this.heldOut = heldOut;
        this.recommended = recommended;
    }

    /// <summary>The user's id: 42 where there is one, else the first with a history.</summary>
    public string User { get; }

    /// <summary>Asks the exported file; null where no user has a history, or the file cannot exclude it.</summary>
    public static Showcase? Of(TrainingResult result)
    {
        var split = result.Split;
        var seen = split.ValidIsCarved ? split.Train.Concat(split.Valid) : split.Train;
        var user = split.Dataset.Users.RowOf(PreferredUser);
        if (user < 0 || !seen.Users.Contains(user))
        {
            user = seen.Count > 0 ? seen.Users.Min() : -1;
        }
        if (user < 0)
        {
            return null;
        }
        var positions = Enumerable.Range(0, seen.Count).Where(i => seen.Users[i] == user);
        if (seen.Times is { } times)
        {
            positions = positions.OrderByDescending(i => times[i]);
        }
        List<int> history = [.. positions.Select(i => seen.Items[i])];
        using var retriever = Retriever.Load(Path.Combine(result.Folder, ExportedFiles.Retrieval));
        if (!retriever.Info.CanExclude)
        {
            return null;
        }
        var id = split.Dataset.Users[user];
        return new(
            split.Dataset,
            id,
            history,
            [.. split.Test.Items.Where((_, i) => split.Test.Users[i] == user)],
            retriever.Retrieve(id, Length, history.Select(item => split.Dataset.Items[item]))
        );
    }

    /// <summary>As a table.</summary>
    public void Write(IAnsiConsole console)
    {
        console.WriteLine(
            FormattableString.Invariant(
                $"User {CellText.Shown(User)} has {history.Count:N0} {(history.Count == 1 ? "item" : "items")} in the training data; {(heldOut.Count == 1 ? "1 more is" : $"{heldOut.Count:N0} more are")} in the test set (marked *)."
            )
        );
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(dataset.Interactions.Times is null ? "history" : "history, latest first");
        table.AddColumn("recommended");
        table.AddColumn(new TableColumn("score").RightAligned().NoWrap());
        for (
            var rank = 0;
            rank < Math.Max(Math.Min(Length, history.Count), recommended.Count);
            rank++
        )
        {
            var hit = rank < recommended.Count ? recommended[rank] : (Hit?)null;
            table.AddRow(
                CellText.Cell(
                    rank < Math.Min(Length, history.Count)
                        ? Titles.OfItem(dataset, history[rank])
                        : ""
                ),
                CellText.Cell(hit is { } found ? Title(found) : ""),
                new Text(hit?.Score.ToString("0.000", CultureInfo.InvariantCulture) ?? "")
            );
        }
        console.Write(table);
    }

    /// <summary>The same for programs.</summary>
    public JsonObject Json()
    {
        var past = new JsonArray();
        foreach (var item in history.Take(Length))
        {
            past.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["id"] = dataset.Items[item],
                        ["title"] = Titles.OfItem(dataset, item),
                    }
            );
        }
        var future = new JsonArray();
        foreach (var hit in recommended)
        {
            future.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["id"] = hit.Id,
                        ["title"] = hit.Title,
                        ["score"] = hit.Score,
                        ["held_out"] = IsHeldOut(hit),
                    }
            );
        }
        return new JsonObject
        {
            ["user"] = User,
            ["history"] = past,
            ["recommended"] = future,
        };
    }

    private bool IsHeldOut(Hit hit) => heldOut.Contains(dataset.Items.RowOf(hit.Id));

    private string Title(Hit hit) => (IsHeldOut(hit) ? "* " : "") + Titles.OfHit(hit);
}
