namespace OnnxRetrieval.Training.Features;

/// <summary>
/// A feature of codes, each a row of a table of vectors. The last row stands for what is missing or not in the vocabulary:
/// an entity with no known code has that one alone.
/// </summary>
public abstract class CodedFeature : EncodedFeature
{
    private readonly EntityCodes codes;

    private protected CodedFeature(string name, FeatureKind kind, int rows, EntityCodes codes)
        : base(name, kind)
    {
        Rows = rows;
        this.codes = codes;
    }

    /// <summary>The rows of the table, the unknown one last.</summary>
    public int Rows { get; }

    /// <summary>The number of entities, the unknown one not counted.</summary>
    public int Count => codes.Starts.Length - 2;

    /// <summary>Whether every entity has exactly one code, so that code <c>i</c> belongs to entity <c>i</c>.</summary>
    public bool IsSingle => codes.Codes.Length == codes.Starts.Length - 1;

    /// <summary>Where the codes of each entity begin, the unknown entity and the end behind the others, <c>[count + 2]</c>.</summary>
    public ReadOnlySpan<int> Starts => codes.Starts;

    /// <summary>The codes of all entities, each below <see cref="Rows"/>. A value given twice stands there twice, as a graph would see it.</summary>
    public ReadOnlySpan<int> Codes => codes.Codes;

    /// <summary>The codes of an entity, at least one.</summary>
    public ReadOnlySpan<int> CodesOf(int entity) =>
        codes.Codes.AsSpan(codes.Starts[entity]..codes.Starts[entity + 1]);

    /// <summary>How often each row is met, for regularization by frequency, <c>[rows]</c>.</summary>
    /// <param name="weights">How often each entity is met, <c>[count]</c>, such as its training interactions.</param>
    public int[] Frequencies(ReadOnlySpan<int> weights)
    {
        var frequencies = new int[Rows];
        for (var entity = 0; entity < weights.Length; entity++)
        {
            foreach (var code in CodesOf(entity))
            {
                frequencies[code] = checked(frequencies[code] + weights[entity]);
            }
        }
        return frequencies;
    }
}
