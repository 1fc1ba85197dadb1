using System.Xml.Linq;
using OnnxRetrieval.Training.Data;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting.Sections;

/// <summary>The data's profile and the options.</summary>
internal static class DataSection
{
    public static XElement Of(ReportContent content)
    {
        var (split, profile) = (content.Split, DataProfile.Of(content.Split.Dataset));
        return Element(
            "section",
            Element("h2", "Data"),
            Table(
                ["", ""],
                Rows(split, profile).Select(row => (IReadOnlyList<object>)[row.Name, row.Value])
            )
        );
    }

    public static XElement? OptionsOf(ReportContent content) =>
        content.Options is null
            ? null
            : Element(
                "section",
                Element("details", Element("summary", "Options"), Element("pre", content.Options))
            );

    private static IEnumerable<(string Name, string Value)> Rows(
        DataSplit split,
        DataProfile profile
    )
    {
        yield return ("data set", profile.Name);
        yield return ("users", Count(profile.Users));
        yield return (
            "items",
            profile.ItemsNobodyMet == 0
                ? Count(profile.Items)
                : $"{Count(profile.Items)}, {Count(profile.ItemsNobodyMet)} of them met by nobody"
        );
        yield return (
            "interactions",
            $"{Count(profile.Interactions)}: {Count(split.Train.Count)} training, {Count(split.Valid.Count)} validation, {Count(split.Test.Count)} test"
        );
        yield return ("density", $"{Number(100 * profile.Density, "0.000")}%");
        yield return ("per user", Text(profile.PerUser));
        yield return ("per item", Text(profile.PerItem));
        yield return ("inequality of popularity (Gini)", Number(profile.PopularityGini, "0.000"));
        if (profile is { FirstTime: { } first, LastTime: { } last })
        {
            yield return ("times (UTC)", $"{first:yyyy-MM-dd} to {last:yyyy-MM-dd}");
        }
        foreach (var note in profile.Report.Notes.Concat(split.Notes))
        {
            yield return ("note", note);
        }
    }

    private static string Text(Quantiles counts) =>
        $"{Count((long)counts.Least)} to {Count((long)counts.Most)}, median {Number(counts.Median, "#,0.#")}, mean {Number(counts.Mean, "#,0.0")}";
}
