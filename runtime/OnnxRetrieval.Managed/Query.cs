using System.Diagnostics.CodeAnalysis;

namespace OnnxRetrieval;

/// <summary>
/// What to find candidates for: an id, or named raw values for a model with several features, of which those that are not
/// given count as missing. Texts and integers convert to it: <c>retriever.Retrieve("42")</c>.
/// </summary>
/// <example>
/// <code>
/// var query = new Query { ["user_id"] = "42", ["age"] = 31, ["history"] = new[] { "17", "4" } };
/// </code>
/// </example>
/// <remarks>
/// An id goes to the feature whose <see cref="QueryFeature.Role"/> is <c>id</c>; in a file that tells no roles, to the first
/// that is one text or one integer. It is converted as <see cref="FeatureValue"/> describes: the text <c>"42"</c> asks a
/// model of integer ids for 42, the integer 42 asks a model of texts for <c>"42"</c>, and the text <c>"042"</c> is unknown
/// to a model of integers, because it names another thing than 42 does.
/// <para>
/// Of the values that are not given, a text is <c>""</c> to the model, an integer -1, a number NaN, and a list empty. At
/// least one value must be given. A copy shares the values that were set by name.
/// </para>
/// </remarks>
[SuppressMessage(
    "Performance",
    "CA1815:Override equals and operator equals on value types",
    Justification = "Queries are asked, not compared."
)]
[SuppressMessage(
    "Design",
    "CA1044:Properties should not be write only",
    Justification = "Made for object initializers; reading back is what the caller's own variables are for."
)]
[SuppressMessage(
    "Usage",
    "CA2225:Operator overloads have named alternates",
    Justification = "Constructors are the named alternates."
)]
public readonly struct Query
{
    /// <summary>A query by named values, set with the indexer.</summary>
    public Query() => Named = new Dictionary<string, FeatureValue>(StringComparer.Ordinal);

    /// <summary>A query by one id.</summary>
    /// <exception cref="ArgumentException">The id is null or empty.</exception>
    public Query(string id)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        Single = new FeatureValue(id);
    }

    /// <summary>A query by one integer id.</summary>
    public Query(long id) => Single = new FeatureValue(id);

    internal Dictionary<string, FeatureValue>? Named { get; }

    internal FeatureValue Single { get; }

    internal bool IsEmpty =>
        Named is null ? Single.Kind == FeatureValueKind.None : Named.Count == 0;

    /// <summary>Sets a feature's value.</summary>
    /// <param name="feature">The feature's name, one of <see cref="RetrieverInfo.QueryFeatures"/>.</param>
    /// <exception cref="InvalidOperationException">The query was made from an id.</exception>
    public FeatureValue this[string feature]
    {
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(feature);
            if (Named is null)
            {
                throw new InvalidOperationException(
                    "This query is one id. Make one of named values by 'new Query { [\"name\"] = value }'."
                );
            }
            Named[feature] = value;
        }
    }

    /// <summary>A query by one id.</summary>
    public static implicit operator Query(string id) => new(id);

    /// <summary>A query by one integer id.</summary>
    public static implicit operator Query(long id) => new(id);
}
