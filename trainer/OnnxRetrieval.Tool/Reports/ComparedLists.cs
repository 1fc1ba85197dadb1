using System.Globalization;
using System.Text.Json.Nodes;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using Spectre.Console;

namespace OnnxRetrieval.Tool.Reports;

/// <summary>What one user gets from each of several models.</summary>
/// <param name="Dataset">The items' ids and titles.</param>
/// <param name="User">The user's id.</param>
/// <param name="HeldOut">The user's held-out items.</param>
/// <param name="Models">The names of the models.</param>
/// <param name="Lists">Item rows of each model, best first; a negative row is an item that the data does not have.</param>
internal sealed record ComparedLists(
    Dataset Dataset,
    string User,
    IReadOnlySet<int> HeldOut,
    IReadOnlyList<string> Models,
    IReadOnlyList<int[]> Lists
)
{
    /// <summary>Asks each model.</summary>
    /// <param name="split">The data.</param>
    /// <param name="set">What is given and held out of the user.</param>
    /// <param name="user">The user's id.</param>
    /// <param name="models">The models.</param>
    /// <param name="count">How many items of each.</param>
    /// <exception cref="WrongUseException">The data does not hold the user.</exception>
    public static ComparedLists Of(
        DataSplit split,
        TestSet set,
        string user,
        IReadOnlyList<ExportedModel> models,
        int count
    )
    {
        var row = split.Dataset.Users.RowOf(user);
        if (row < 0)
        {
            throw new WrongUseException(
                $"There is no user '{user}' in {split.Dataset.Name}, so that it is not known what to leave out. Give an id of the data."
            );
        }
        return new(
            split.Dataset,
            user,
            set.HeldOut[row].ToArray().ToHashSet(),
            [.. models.Select(model => model.Name)],
            [.. models.Select(model => model.Recommend([row], set.Given, count)[0])]
        );
    }

    /// <summary>As a table, with marks for what not all models list and for what is held out.</summary>
    public void Write(ToolConsole console)
    {
        console.Output.WriteLine(
            $"User {CellText.Shown(User)} gets (+: not from all of them, *: in the test set):"
        );
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("rank").RightAligned());
        foreach (var model in Models)
        {
            table.AddColumn(Markup.Escape(CellText.Shown(model)));
        }
        for (var rank = 0; rank < Lists.Max(list => list.Length); rank++)
        {
            table.AddRow([
                new Text((rank + 1).ToString(CultureInfo.InvariantCulture)),
                .. Lists.Select(list =>
                    CellText.Cell(rank < list.Length ? Marked(list[rank]) : "")
                ),
            ]);
        }
        console.Pretty.Write(table);
        if (Lists.All(list => list.All(item => !Differs(item))))
        {
            console.Output.WriteLine("All list the same items.");
        }
    }

    /// <summary>The same for programs.</summary>
    public JsonObject Json()
    {
        var lists = new JsonObject();
        foreach (var (i, list) in Lists.Index())
        {
            var items = new JsonArray();
            foreach (var item in list)
            {
                items.Add(
                    (JsonNode)
                        new JsonObject
                        {
                            ["id"] = item < 0 ? null : Dataset.Items[item],
                            ["title"] = Title(item),
                            ["in_all"] = !Differs(item),
                            ["held_out"] = HeldOut.Contains(item),
                        }
                );
            }
            lists[Models[i]] = items;
        }
        return new JsonObject { ["id"] = User, ["recommended"] = lists };
    }

    private bool Differs(int item) => item < 0 || !Lists.All(list => list.Contains(item));

    private string Marked(int item) =>
        $"{(Differs(item) ? '+' : ' ')}{(HeldOut.Contains(item) ? '*' : ' ')} "
        + (
            item < 0 ? "(not in the data)"
            : Title(item) is { Length: > 0 } title ? title
            : Dataset.Items[item]
        );

    private string? Title(int item) =>
        item < 0
            ? null
            : Dataset.ItemColumns.FirstOrDefault(column => column.Name == "title")?.Values[item];
}
