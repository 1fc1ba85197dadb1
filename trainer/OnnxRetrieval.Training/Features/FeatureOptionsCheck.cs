using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Features;

/// <summary>Finds features that cannot be, before anything is read.</summary>
internal static class FeatureOptionsCheck
{
    // What the files that are exported call their own inputs and outputs.
    private static readonly string[] Taken =
    [
        .. RetrievalContract.ReservedNames,
        "user_id",
        "item_id",
        "vector",
        TowerGraph.Known,
    ];

    /// <summary>Checks names, kinds and settings.</summary>
    /// <exception cref="InputException">A feature cannot be.</exception>
    public static void Check(TrainingOptions options)
    {
        Check(options.Model.QueryFeatures, "--query-feature");
        Check(options.Model.CandidateFeatures, "--candidate-feature");
        foreach (var feature in options.Model.CandidateFeatures)
        {
            if (KindOf(feature, "--candidate-feature") is { } kind && kind.IsOfQuery())
            {
                throw InputException.WrongUse(
                    $"--candidate-feature {feature}: '{kind.Name()}' belongs to a query, not to a candidate. Use --query-feature."
                );
            }
        }
        var data = options.Data;
        var isFiles = data.Interactions.Count > 0 || data.Query is not null || data.Train.Count > 0;
        var column = options.Model.QueryFeatures.FirstOrDefault(feature =>
            KindOf(feature, "--query-feature") is not { } kind || !kind.IsOfQuery()
        );
        if (column is not null && isFiles && data.Users is null)
        {
            throw InputException.WrongUse(
                $"--query-feature {column} names a column of the users, and there are none: give --users."
            );
        }
    }

    /// <summary>The kind that options name; null where it is to be found from the column.</summary>
    public static FeatureKind? KindOf(FeatureOptions feature, string option)
    {
        if (feature.Kind is null)
        {
            return feature.Name == FeatureKind.History.Name() ? FeatureKind.History : null;
        }
        try
        {
            return FeatureKinds.Parse(feature.Kind);
        }
        catch (FormatException exception)
        {
            throw InputException.WrongUse($"{option} {feature}: {exception.Message}");
        }
    }

    private static void Check(IReadOnlyList<FeatureOptions> features, string option)
    {
        var seen = new HashSet<(string, FeatureKind?)>();
        foreach (var feature in features)
        {
            var kind = KindOf(feature, option);
            if (feature.Name.Length == 0)
            {
                throw InputException.WrongUse($"{option}: a feature has no name.");
            }
            if (Taken.Contains(feature.Name))
            {
                throw InputException.WrongUse(
                    $"{option} {feature}: a feature cannot be called '{feature.Name}', which a model's input or output is called already{(feature.Name is "user_id" or "item_id" ? " (ids are known without)" : "")}. Rename the column in a query."
                );
            }
            var expected = kind switch
            {
                FeatureKind.Hour or FeatureKind.Weekday => TimeFeature.InputName,
                FeatureKind.History => FeatureKind.History.Name(),
                _ => feature.Name,
            };
            if (feature.Name != expected)
            {
                throw InputException.WrongUse(
                    $"{option} {feature}: the input of kind {kind!.Value.Name()} is always called '{expected}': write {expected}:{kind.Value.Name()}."
                );
            }
            if (!seen.Add((feature.Name, kind)))
            {
                throw InputException.WrongUse($"{option} {feature} is given twice.");
            }
            Check(feature, kind, option);
        }
    }

    private static void Check(FeatureOptions feature, FeatureKind? kind, string option)
    {
        void Refuse(bool isWrong, string why)
        {
            if (isWrong)
            {
                throw InputException.WrongUse($"{option} {feature}: {why}");
            }
        }
        var hasBuckets = kind is null or FeatureKind.Buckets or FeatureKind.Age;
        Refuse(
            feature.Buckets is not null && !hasBuckets,
            "'buckets' is for the kinds buckets and age."
        );
        Refuse(
            feature.Buckets is { } buckets
                && buckets is < 2 or > 1000
                && (buckets != 0 || kind != FeatureKind.Age),
            "the number of buckets must be between 2 and 1000 (0 makes a number of an age)."
        );
        var hasVocabulary = kind is null || kind.Value.HasVocabulary();
        Refuse(
            feature.LeastCount is not null && !hasVocabulary,
            "'least_count' is for the kinds category, list and text."
        );
        Refuse(feature.LeastCount < 1, "least_count must be at least 1.");
        Refuse(
            feature.MostValues is not null && !hasVocabulary,
            "'most_values' is for the kinds category, list and text."
        );
        Refuse(feature.MostValues < 1, "most_values must be at least 1.");
        Refuse(
            feature.Separator is not null && kind is not (null or FeatureKind.List),
            "'separator' is for the kind list."
        );
        Refuse(feature.Separator?.Length == 0, "the separator is empty.");
    }
}
