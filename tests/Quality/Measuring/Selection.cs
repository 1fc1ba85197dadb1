namespace OnnxRetrieval.Quality.Measuring;

/// <summary>What is measured now; of the rest, what is known already is told.</summary>
/// <param name="Sets">Names of protocols and of ablations' sets; empty: all.</param>
/// <param name="Seeds">Seeds of the protocols.</param>
/// <param name="AblationSeeds">Seeds of the ablations.</param>
/// <param name="Parts">Which of <see cref="AllParts"/>.</param>
internal sealed record Selection(
    IReadOnlyList<string> Sets,
    IReadOnlyList<int> Seeds,
    IReadOnlyList<int> AblationSeeds,
    IReadOnlyList<string> Parts
)
{
    /// <summary>The protocols with their goals.</summary>
    public const string Goals = "goals";

    /// <summary>The defaults beside what departs from them.</summary>
    public const string Ablations = "ablations";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> AllParts { get; } = [Goals, Ablations];

    /// <summary>Whether a set of a part is measured.</summary>
    public bool Has(string part, string set) =>
        Parts.Contains(part) && (Sets.Count == 0 || Sets.Contains(set));
}
