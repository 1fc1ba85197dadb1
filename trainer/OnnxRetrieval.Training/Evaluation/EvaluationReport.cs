using OnnxRetrieval.Training.ItemToItem;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>
/// What an evaluation found; <c>metrics.json</c> is its JSON: an object for each contender with its metrics by name, then
/// <c>details</c>, and <c>unseen</c> and <c>item_to_item</c> where there are such users and pairs.
/// </summary>
/// <param name="Metrics">Metrics by contender: <c>test</c> (the model) first, then the baselines.</param>
/// <param name="Details">How they were found, intervals, differences and segments.</param>
/// <param name="Unseen">The same for users who are not in the training data, their earlier test items given; null: none.</param>
public sealed record EvaluationReport(
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics,
    EvaluationDetails Details,
    EvaluationReport? Unseen
)
{
    /// <summary>The names in the JSON that are no contender's.</summary>
    public static IReadOnlyList<string> OtherKeys { get; } = ["details", "unseen", "item_to_item"];

    /// <summary>How well items lead to items; null where it was not measured.</summary>
    public ItemToItemReport? ItemToItem { get; init; }

    /// <summary>What <c>metrics.json</c> holds.</summary>
    public IReadOnlyDictionary<string, object> ToJson()
    {
        var json = new Dictionary<string, object>();
        foreach (var (contender, values) in Metrics)
        {
            json[contender] = values;
        }
        json["details"] = Details;
        if (Unseen is not null)
        {
            json["unseen"] = Unseen.ToJson();
        }
        if (ItemToItem is not null)
        {
            json["item_to_item"] = ItemToItem;
        }
        return json;
    }
}

/// <summary>How metrics were found, and what lies behind the means.</summary>
/// <param name="Protocol"><c>full</c>: every item competed; <c>sampled:N</c>: N drawn ones.</param>
/// <param name="TestSet">SHA-256 (hexadecimal) over what is given and held out of each user: metrics are comparable where it is the same.</param>
/// <param name="Users">Users who were evaluated.</param>
/// <param name="HeldOut">Their held-out interactions.</param>
/// <param name="LeftOut">Users with too few interactions to be evaluated; of unseen users alone.</param>
/// <param name="Bootstrap">How the intervals were made.</param>
/// <param name="Intervals">By contender and metric, the lower and the upper end of the confidence interval.</param>
/// <param name="Differences">By baseline and metric, how far the model is above it, over the same draws of users.</param>
/// <param name="Segments">Parts of the users and of the items; null where they were not measured.</param>
/// <param name="Notes">What was left out, and why.</param>
public sealed record EvaluationDetails(
    string Protocol,
    string TestSet,
    int Users,
    int HeldOut,
    int? LeftOut,
    BootstrapDetails Bootstrap,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double[]>> Intervals,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, Difference>> Differences,
    SegmentDetails? Segments,
    IReadOnlyList<string> Notes
);

/// <summary>How intervals were made; see <see cref="Evaluation.Bootstrap"/>.</summary>
/// <param name="Level">The share of the draws that an interval holds.</param>
/// <param name="Resamples">The number of draws.</param>
/// <param name="Seed">Their seed.</param>
public sealed record BootstrapDetails(double Level, int Resamples, int Seed);

/// <summary>How far the model is above a baseline in one metric.</summary>
/// <param name="Mean">The difference of the means.</param>
/// <param name="Low">The lower end of its confidence interval; above 0: the model is better beyond chance.</param>
/// <param name="High">The upper end; below 0: the baseline is.</param>
public sealed record Difference(double Mean, double Low, double High);

/// <summary>Metrics of parts.</summary>
/// <param name="Users">Users by the number of their training interactions; see <see cref="UserSegment"/>.</param>
/// <param name="Items">Items by popularity; see <see cref="PopularityGroup"/>.</param>
public sealed record SegmentDetails(
    IReadOnlyList<UserSegmentDetails> Users,
    IReadOnlyList<ItemSegmentDetails> Items
);

/// <summary>Metrics of some users.</summary>
/// <param name="Name"><c>unseen</c>, <c>few</c>, <c>some</c> or <c>many</c>.</param>
/// <param name="Least">The least number of their training interactions.</param>
/// <param name="Most">The largest number of their training interactions.</param>
/// <param name="Users">How many they are.</param>
/// <param name="Metrics">By contender and metric, means over them.</param>
public sealed record UserSegmentDetails(
    string Name,
    int Least,
    int Most,
    int Users,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics
);

/// <summary>How well some items are found.</summary>
/// <param name="Name"><c>head</c>, <c>torso</c> or <c>tail</c>.</param>
/// <param name="Items">How many they are.</param>
/// <param name="HeldOut">Held-out interactions with them.</param>
/// <param name="Metrics">By contender, the share of these interactions that was found: <c>recall@10</c>, <c>recall@20</c>.</param>
public sealed record ItemSegmentDetails(
    string Name,
    int Items,
    int HeldOut,
    IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Metrics
);
