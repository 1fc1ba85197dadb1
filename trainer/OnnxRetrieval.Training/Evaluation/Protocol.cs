using System.Globalization;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>What a held-out item has to compete with.</summary>
/// <param name="Negatives">Items drawn for each held-out one; null: the whole catalogue, which is the default.</param>
/// <remarks>
/// Drawn negatives give other numbers than the whole catalogue, and can order recommenders the other way round (Krichene and
/// Rendle, "On Sampled Metrics for Item Recommendation", KDD 2020). They are here only to stand beside numbers that were
/// published so (He et al., "Neural Collaborative Filtering", WWW 2017: one held-out item and 100 others), and every name says
/// that they are sampled.
/// </remarks>
public sealed record Protocol(int? Negatives)
{
    private const string SampledPrefix = "sampled:";

    /// <summary>Every item of the catalogue competes.</summary>
    public static Protocol Full { get; } = new((int?)null);

    /// <summary>The protocol of a name: <c>full</c>, or <c>sampled:N</c>.</summary>
    /// <exception cref="InputException">It is another text, or N is below 1.</exception>
    public static Protocol Parse(string name)
    {
        if (name == "full")
        {
            return Full;
        }
        if (
            name.StartsWith(SampledPrefix, StringComparison.Ordinal)
            && int.TryParse(
                name.AsSpan(SampledPrefix.Length),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var negatives
            )
            && negatives > 0
        )
        {
            return new(negatives);
        }
        throw InputException.WrongUse(
            $"There is no protocol '{name}'; there are 'full', and 'sampled:N' with N negatives for each held-out item, such as 'sampled:100'."
        );
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Negatives is { } count ? FormattableString.Invariant($"{SampledPrefix}{count}") : "full";
}
