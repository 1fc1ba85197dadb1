using System.Xml.Linq;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting.Sections;

/// <summary>Some items with those that go with them.</summary>
internal static class SimilarItemsSection
{
    private const int Items = 6;
    private const int Length = 5;

    public static XElement? Of(ReportContent content)
    {
        if (content.ItemToItem.Count == 0)
        {
            return null;
        }
        var dataset = content.Split.Dataset;
        var popular = new ItemPopularity(
            UserItems.From(content.Split.Train, dataset.Users.Count),
            dataset.Items.Count
        )
            .Order.Take(Math.Max(Items, dataset.Items.Count / 4))
            .ToArray();
        var items = Enumerable
            .Range(0, Math.Min(Items, popular.Length))
            .Select(i => popular[(long)i * popular.Length / Math.Min(Items, popular.Length)]);
        return Element(
            "section",
            Element("h2", "Items"),
            Element(
                "p",
                "Items out of the more popular quarter, and what the files lead to from them."
            ),
            Table(
                ["item", .. content.ItemToItem.Keys],
                items.Select(item =>
                    (IReadOnlyList<object>)
                        [
                            Titles.OfItem(dataset, item),
                            .. content.ItemToItem.Values.Select(file =>
                                Listed(file, dataset, item)
                            ),
                        ]
                )
            )
        );
    }

    private static XElement Listed(Retriever file, Dataset dataset, int item) =>
        Element(
            "div",
            file.Retrieve(dataset.Items[item], Length)
                .Select(hit => Element("div", Titles.OfHit(hit)))
        );
}
