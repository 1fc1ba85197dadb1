using System.Xml.Linq;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting.Sections;

/// <summary>Some users' histories beside what is recommended to them: numbers alone do not show whether a list reads well.</summary>
internal static class SampleUsersSection
{
    private const int Users = 4;
    private const int Length = 10;

    public static XElement? Of(ReportContent content)
    {
        var dataset = content.Split.Dataset;
        var heldOut = UserItems.From(content.Split.Test, dataset.Users.Count);
        var known = Enumerable
            .Range(0, dataset.Users.Count)
            .Where(user => content.Given[user].Length > 0)
            .ToArray();
        if (known.Length == 0 || !content.Retriever.Info.CanExclude)
        {
            return null;
        }
        // Evenly by row, so that it is not the first of the file who are shown.
        var users = Enumerable
            .Range(0, Math.Min(Users, known.Length))
            .Select(i => known[(long)i * known.Length / Math.Min(Users, known.Length)]);
        return Element(
            "section",
            Element("h2", "Users"),
            Element(
                "p",
                "History, the latest first, beside the recommendations. Green: held out, so the user did meet it."
            ),
            Element(
                "div.columns",
                users.Select(user => User(content, user, heldOut[user].ToArray()))
            )
        );
    }

    /// <summary>What the file recommends to a user, without what is given of them.</summary>
    public static Retrieval Ask(ReportContent content, int user, int k)
    {
        var (dataset, given) = (content.Split.Dataset, content.Given[user].ToArray());
        return content.Retriever.Retrieve(
            new UserQueries(content.Retriever.Info, dataset).Of(user, []),
            k,
            given.Select(item => dataset.Items[item])
        );
    }

    private static XElement User(ReportContent content, int user, int[] heldOut)
    {
        var dataset = content.Split.Dataset;
        var history = content.Given[user].ToArray().Reverse().Take(Length).ToArray();
        var hits = Ask(content, user, Length);
        return Element(
            "div",
            Element("h3", $"User {dataset.Users[user]}"),
            Table(
                [$"history ({Count(content.Given[user].Length)})", "recommended", "#score"],
                Enumerable
                    .Range(0, Math.Max(history.Length, hits.Count))
                    .Select(rank =>
                        (IReadOnlyList<object>)
                            [
                                rank < history.Length ? Titles.OfItem(dataset, history[rank]) : "",
                                rank < hits.Count ? Hit(hits[rank]) : "",
                                rank < hits.Count ? Number(hits[rank].Score, "0.00") : "",
                            ]
                    )
            )
        );

        XElement Hit(Hit hit) =>
            Element(
                heldOut.Contains(dataset.Items.RowOf(hit.Id)) ? "span.held" : "span",
                Titles.OfHit(hit)
            );
    }
}
