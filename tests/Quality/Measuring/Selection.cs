namespace OnnxRetrieval.Quality.Measuring;

/// <summary>What is measured now; of the rest, what is known already is told.</summary>
/// <param name="Sets">Names of protocols and of ablations' sets; empty: all.</param>
/// <param name="Seeds">Seeds of the protocols.</param>
/// <param name="AblationSeeds">Seeds of the ablations.</param>
/// <param name="Rows">Names of ablations; empty: all.</param>
/// <param name="Parts">Which of <see cref="AllParts"/>.</param>
internal sealed record Selection(
    IReadOnlyList<string> Sets,
    IReadOnlyList<int> Seeds,
    IReadOnlyList<int> AblationSeeds,
    IReadOnlyList<string> Rows,
    IReadOnlyList<string> Parts
)
{
    /// <summary>The protocols with their goals.</summary>
    public const string Goals = "goals";

    /// <summary>The defaults beside what departs from them.</summary>
    public const string Ablations = "ablations";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> AllParts { get; } = [Goals, Ablations];

    /// <summary>Whether a protocol is measured.</summary>
    public bool Has(Protocol protocol) => Parts.Contains(Goals) && IsIn(Sets, protocol.Name);

    /// <summary>Whether an ablation is made on a set.</summary>
    public bool Has(AblationSet set, Ablation ablation) =>
        Parts.Contains(Ablations) && IsIn(Sets, set.Name) && IsIn(Rows, ablation.Name);

    private static bool IsIn(IReadOnlyList<string> chosen, string name) =>
        chosen.Count == 0 || chosen.Contains(name);
}
