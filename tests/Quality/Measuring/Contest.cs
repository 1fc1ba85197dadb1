using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.ItemToItem;

namespace OnnxRetrieval.Quality.Measuring;

/// <summary>Who competes, and where an evaluation tells of it.</summary>
/// <param name="Title">Whom the lists are for.</param>
/// <param name="Model">The key of what is trained.</param>
/// <param name="Rivals">The keys of what it is measured beside, and what tables call them.</param>
/// <param name="Of">What an evaluation tells of it; null: nothing.</param>
internal sealed record Contest(
    string Title,
    string Model,
    IReadOnlyList<(string Key, string Title)> Rivals,
    Func<EvaluationReport, ContestResult?> Of
)
{
    private static readonly (string Key, string Title)[] recommenders =
    [
        ("popularity", "popularity"),
        ("item_knn", "item-KNN"),
        ("ease", "EASE"),
    ];

    /// <summary>Lists for users of the training data, or for all where there are others.</summary>
    public static Contest Users { get; } =
        new("Users", ExportedModel.Key, recommenders, ContestResult.Of);

    /// <summary>Lists for users who are not in the training data, their earlier items given.</summary>
    public static Contest Strangers { get; } =
        new(
            "Users unseen in training",
            ExportedModel.Key,
            recommenders,
            report => report.Unseen is { } unseen ? ContestResult.Of(unseen) : null
        );

    /// <summary>Lists of the items that users go on to from an item.</summary>
    public static Contest Items { get; } =
        new(
            "Items to items",
            ItemToItemEvaluation.Pairs,
            [
                (ItemToItemEvaluation.Cosine, "cosine"),
                (ItemToItemEvaluation.MetTogether, "met together"),
                ("popularity", "popularity"),
            ],
            report =>
                report.ItemToItem is { } items
                    ? new(items.Metrics, items.Differences, items.Queries)
                    : null
        );
}

/// <summary>What a contest came to.</summary>
/// <param name="Metrics">By contender, metrics by name.</param>
/// <param name="Differences">By rival and metric, how far the model is above it, with the bootstrap's interval.</param>
/// <param name="Queries">Users or items for whom lists were made.</param>
internal sealed record ContestResult(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, Difference>> Differences,
    int Queries
)
{
    /// <summary>That of an evaluation.</summary>
    public static ContestResult Of(EvaluationReport report) =>
        new(report.Metrics, report.Details.Differences, report.Details.Users);
}
