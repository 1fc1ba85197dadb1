using OnnxRetrieval.Training.Customizing;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Features;

/// <summary>The features of both towers, beside ids and histories, in the order of the options.</summary>
/// <param name="Query">Features of the users: rows of <see cref="Dataset.Users"/>.</param>
/// <param name="Candidate">Features of the items: rows of <see cref="Dataset.Items"/>.</param>
public sealed record EncodedFeatures(
    IReadOnlyList<EncodedFeature> Query,
    IReadOnlyList<EncodedFeature> Candidate
)
{
    /// <summary>Features of the users that are made in code, with their columns.</summary>
    internal IReadOnlyList<CustomColumn> QueryColumns { get; init; } = [];

    /// <summary>Features of the items that are made in code, with their columns.</summary>
    internal IReadOnlyList<CustomColumn> CandidateColumns { get; init; } = [];

    /// <summary>Whether anything is read of items beside their ids.</summary>
    public bool DescribeCandidates => Candidate.Count + CandidateColumns.Count > 0;

    /// <summary>No features.</summary>
    public static EncodedFeatures None { get; } = new([], []);

    /// <summary>
    /// Makes all features. What those of users know comes from users with training interactions; the catalogue itself is
    /// known, so those of items know of all items.
    /// </summary>
    /// <param name="dataset">The data, read with the columns that <see cref="FeatureColumns.Of"/> names.</param>
    /// <param name="train">What may be learned from.</param>
    /// <param name="options">The features.</param>
    /// <param name="custom">Features that are made in code; null: none.</param>
    /// <exception cref="InputException">A column is not there, or does not fit its kind.</exception>
    public static EncodedFeatures Fit(
        Dataset dataset,
        Interactions train,
        ModelOptions options,
        Customization? custom = null
    )
    {
        custom ??= Customization.None;
        var isTrained = new bool[dataset.Users.Count];
        foreach (var user in train.Users)
        {
            isTrained[user] = true;
        }
        var query = new List<EncodedFeature>();
        foreach (var feature in options.QueryFeatures)
        {
            switch (FeatureOptionsCheck.KindOf(feature, QueryOption))
            {
                case FeatureKind.History:
                    break;
                case FeatureKind.Hour or FeatureKind.Weekday:
                    var kind = FeatureOptionsCheck.KindOf(feature, QueryOption)!.Value;
                    query.Add(
                        train.Times is null
                            ? throw InputException.WrongUse(
                                $"{QueryOption} {feature} needs times, and the interactions have none. Name the column with --time."
                            )
                            : new TimeFeature(kind)
                    );
                    break;
                default:
                    var column = Find(
                        dataset.UserColumns,
                        feature.Name,
                        $"{QueryOption} {feature}",
                        Users
                    );
                    query.Add(
                        new FeatureFit(
                            column,
                            isTrained,
                            Users,
                            QueryOption,
                            row => dataset.Users[row]
                        ).Fit(feature)
                    );
                    break;
            }
        }
        var candidate = options
            .CandidateFeatures.Select(feature =>
                new FeatureFit(
                    Find(
                        dataset.ItemFeatureColumns,
                        feature.Name,
                        $"{CandidateOption} {feature}",
                        Candidates
                    ),
                    null,
                    Candidates,
                    CandidateOption,
                    row => dataset.Items[row]
                ).Fit(feature)
            )
            .ToList();
        Check(query, QueryOption);
        Check(candidate, CandidateOption);
        foreach (
            var (name, what) in query
                .Select(feature => (feature.Name, $"{QueryOption} {feature.Key}"))
                .Concat(custom.QueryFeatures.Select(feature => (feature.Name, NameOf(feature))))
        )
        {
            if (dataset.ItemColumns.Any(column => column.Name == name))
            {
                throw new InputException(
                    $"{what}: a model would have an input and an output called '{name}', as the candidates have an exported column of that name. Name the columns to export with --columns, or rename one of the two in a query."
                );
            }
        }
        return new(query, candidate)
        {
            QueryColumns = Columns(custom.QueryFeatures, dataset.UserColumns, Users),
            CandidateColumns = Columns(
                custom.CandidateFeatures,
                dataset.ItemFeatureColumns,
                Candidates
            ),
        };
    }

    private const string QueryOption = "--query-feature";
    private const string CandidateOption = "--candidate-feature";
    private const string Users = "the users";
    private const string Candidates = "the candidates";

    private static string NameOf(CustomFeature feature) =>
        $"The feature {feature.GetType().Name} of '{feature.Name}'";

    private static IReadOnlyList<CustomColumn> Columns(
        IReadOnlyList<CustomFeature> features,
        IReadOnlyList<EntityColumn> columns,
        string what
    ) =>
        [
            .. features.Select(feature => new CustomColumn(
                feature,
                Find(columns, feature.Name, NameOf(feature), what)
            )),
        ];

    private static EntityColumn Find(
        IReadOnlyList<EntityColumn> columns,
        string name,
        string feature,
        string what
    )
    {
        foreach (
            var comparison in (ReadOnlySpan<StringComparison>)
                [StringComparison.Ordinal, StringComparison.OrdinalIgnoreCase]
        )
        {
            foreach (var column in columns)
            {
                if (string.Equals(column.Name, name, comparison))
                {
                    return column with { Name = name };
                }
            }
        }
        throw new InputException(
            columns.Count == 0
                ? $"{feature}: nothing is known of {what} in this data."
                : $"{feature}: there is no column '{name}' of {what}. There are: {string.Join(", ", columns.Select(column => column.Name))}."
        );
    }

    // Features of one name read one input, which has one type.
    private static void Check(List<EncodedFeature> features, string option)
    {
        for (var place = 0; place < features.Count; place++)
        {
            var feature = features[place];
            foreach (var other in features.Take(place))
            {
                if (other.Key == feature.Key)
                {
                    throw InputException.WrongUse($"{option} {feature.Key} is given twice.");
                }
                if (other.Name == feature.Name && Input(other) != Input(feature))
                {
                    throw new InputException(
                        $"{option} {other.Key} and {feature.Key} would read one input, '{feature.Name}', as different types. Give the column a second name in a query."
                    );
                }
            }
        }
    }

    private static string Input(EncodedFeature feature) =>
        feature switch
        {
            CategoryFeature category => category.Values.IsString ? "text" : "integer",
            ListFeature list => list.Values.IsString ? "texts" : "integers",
            TextFeature => "text",
            TimeFeature => "integer",
            _ => "number",
        };
}
