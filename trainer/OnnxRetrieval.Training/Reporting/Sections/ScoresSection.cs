using System.Xml.Linq;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Reporting.Charts;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting.Sections;

/// <summary>How the scores of what is recommended lie beside those of all candidates and of what users met next.</summary>
internal static class ScoresSection
{
    private const int MostUsers = 200;
    private const int MostCandidates = 5000;
    private const int Listed = 10;

    public static XElement? Of(ReportContent content)
    {
        var (dataset, retriever) = (content.Split.Dataset, content.Retriever);
        var heldOut = UserItems.From(content.Split.Test, dataset.Users.Count);
        var users = heldOut
            .UsersWithItems()
            .Where(user => content.Given[user].Length > 0)
            .Take(MostUsers)
            .ToArray();
        if (users.Length == 0 || !retriever.Info.CanExclude)
        {
            return null;
        }
        List<double> all = [],
            listed = [],
            next = [];
        var k = Math.Min(MostCandidates, retriever.Info.CandidateCount);
        foreach (var user in users)
        {
            var hits = SampleUsersSection.Ask(content, user, k);
            for (var rank = 0; rank < hits.Count; rank++)
            {
                var hit = hits[rank];
                all.Add(hit.Score);
                if (rank < Listed)
                {
                    listed.Add(hit.Score);
                }
                if (heldOut[user].BinarySearch(dataset.Items.RowOf(hit.Id)) >= 0)
                {
                    next.Add(hit.Score);
                }
            }
        }
        return Element(
            "section",
            Element("h2", "Scores"),
            Element(
                "p",
                $"Of {Count(users.Length)} users{(k < retriever.Info.CandidateCount ? $" and their best {Count(k)} candidates" : "")}: how the scores of all candidates, of the first {Listed} and of the held-out items are distributed."
            ),
            Plot.Histogram(
                [("all candidates", all), ($"first {Listed}", listed), ("held out", next)],
                "score"
            )
        );
    }
}
