using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.ItemToItem;

namespace OnnxRetrieval.Training.Reporting;

/// <summary>What people call things.</summary>
public static class Titles
{
    private static readonly Dictionary<string, string> Contenders = new()
    {
        [ExportedModel.Key] = "model",
        ["popularity"] = "popularity",
        ["item_knn"] = "item-KNN",
        ["ease"] = "EASE",
        [ItemToItemEvaluation.MetTogether] = "met together",
    };

    /// <summary>A contender, from its key in <c>metrics.json</c>.</summary>
    public static string OfContender(string key) => Contenders.GetValueOrDefault(key, key);

    /// <summary>An item: its title, or its id where it has none.</summary>
    public static string OfItem(Dataset dataset, int item)
    {
        var title = dataset
            .ItemColumns.FirstOrDefault(column => column.Name == "title")
            ?.Values[item];
        return string.IsNullOrEmpty(title) ? dataset.Items[item] : title;
    }

    /// <summary>A result: its title, or its id where it has none.</summary>
    public static string OfHit(Hit hit) => string.IsNullOrEmpty(hit.Title) ? hit.Id : hit.Title;
}
