using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxRetrieval.Internals;

/// <summary>What a session takes and gives, checked against the contract.</summary>
internal sealed class Signature
{
    private const string IdRole = "id";

    private Signature() { }

    /// <summary>The query's features, in the order of the inputs.</summary>
    public required IReadOnlyList<QueryFeature> Features { get; init; }

    /// <summary>The place of the feature that a query of one id sets; -1: none does.</summary>
    public required int IdFeature { get; init; }

    /// <summary>The only length that a list feature takes, at the feature's place; -1: any.</summary>
    public required IReadOnlyList<int> ListLengths { get; init; }

    public required FeatureType CandidateIdType { get; init; }

    public required bool HasK { get; init; }

    public required bool HasExclude { get; init; }

    public required bool HasCandidates { get; init; }

    public required bool HasProbes { get; init; }

    /// <summary>The number of results where it is fixed; else null.</summary>
    public required int? FixedK { get; init; }

    public required IReadOnlyList<string> Columns { get; init; }

    /// <exception cref="RetrievalException">An input or output is missing or of another type.</exception>
    public static Signature Read(
        string path,
        InferenceSession session,
        IReadOnlyDictionary<string, string> roles
    )
    {
        var outputs = session.OutputMetadata;
        var idType = ElementType(
            path,
            Contract.CandidateId,
            Output(path, outputs, Contract.CandidateId)
        );
        if (idType == FeatureType.Number)
        {
            throw Wrong(path, $"output '{Contract.CandidateId}' is of floats");
        }
        Require(path, outputs, Contract.CandidateIndex, TensorElementType.Int64);
        Require(path, outputs, Contract.Score, TensorElementType.Float);
        Require(path, outputs, Contract.QueryKnown, TensorElementType.Bool);

        var inputs = session.InputMetadata;
        var hasK = HasInteger(path, inputs, Contract.K);
        var hasProbes = HasInteger(path, inputs, Contract.Probes);
        var hasExclude = HasIds(path, inputs, Contract.Exclude, idType);
        var hasCandidates = HasIds(path, inputs, Contract.Candidates, idType);

        var features = new List<QueryFeature>();
        var lengths = new List<int>();
        foreach (var name in session.InputNames)
        {
            if (name is Contract.K or Contract.Exclude or Contract.Candidates or Contract.Probes)
            {
                continue;
            }
            var input = inputs[name];
            var type = ElementType(path, name, input);
            var isList = input.Dimensions.Length == 2;
            if (input.Dimensions.Length is not (1 or 2) || (isList && type == FeatureType.Number))
            {
                throw Wrong(
                    path,
                    $"input '{name}' has {input.Dimensions.Length} dimensions, not [batch], or [batch, length] for a list of texts or integers"
                );
            }
            features.Add(
                new QueryFeature(name, type, isList) { Role = roles.GetValueOrDefault(name) }
            );
            lengths.Add(isList && input.Dimensions[1] > 0 ? input.Dimensions[1] : -1);
        }
        if (features.Count == 0)
        {
            throw Wrong(path, "it has no input for the query");
        }

        var fixedK = outputs[Contract.CandidateIndex].Dimensions is [_, > 0 and var width]
            ? width
            : (int?)null;
        if (!hasK && fixedK is null)
        {
            throw Wrong(
                path,
                $"it has no input '{Contract.K}', and output '{Contract.CandidateIndex}' has no fixed width"
            );
        }
        return new Signature
        {
            Features = features,
            IdFeature = FindId(features),
            ListLengths = lengths,
            CandidateIdType = idType,
            HasK = hasK,
            HasExclude = hasExclude,
            HasCandidates = hasCandidates,
            HasProbes = hasProbes,
            FixedK = hasK ? null : fixedK,
            Columns =
            [
                .. session.OutputNames.Where(name =>
                    name
                        is not (
                            Contract.CandidateId
                            or Contract.CandidateIndex
                            or Contract.Score
                            or Contract.QueryKnown
                        )
                    && outputs[name].ElementDataType == TensorElementType.String
                ),
            ],
        };
    }

    // A file that tells no roles has its id first.
    private static int FindId(List<QueryFeature> features)
    {
        var tellsRoles = features.Exists(feature => feature.Role is not null);
        return features.FindIndex(feature =>
            !feature.IsList
            && (tellsRoles ? feature.Role == IdRole : feature.Type != FeatureType.Number)
        );
    }

    // Whether there is an input of one integer.
    private static bool HasInteger(
        string path,
        IReadOnlyDictionary<string, NodeMetadata> inputs,
        string name
    )
    {
        var has = inputs.TryGetValue(name, out var input);
        return !has || input!.ElementDataType == TensorElementType.Int64
            ? has
            : throw Wrong(path, $"input '{name}' is not of 64-bit integers");
    }

    // Whether there is an input of candidates' ids.
    private static bool HasIds(
        string path,
        IReadOnlyDictionary<string, NodeMetadata> inputs,
        string name,
        FeatureType idType
    )
    {
        var has = inputs.TryGetValue(name, out var input);
        return !has || ElementType(path, name, input!) == idType
            ? has
            : throw Wrong(
                path,
                $"input '{name}' and output '{Contract.CandidateId}' differ in type"
            );
    }

    private static NodeMetadata Output(
        string path,
        IReadOnlyDictionary<string, NodeMetadata> outputs,
        string name
    ) =>
        outputs.TryGetValue(name, out var output)
            ? output
            : throw Wrong(
                path,
                $"it has no output '{name}' (it has: {string.Join(", ", outputs.Keys)})"
            );

    private static void Require(
        string path,
        IReadOnlyDictionary<string, NodeMetadata> outputs,
        string name,
        TensorElementType type
    )
    {
        var found = Output(path, outputs, name).ElementDataType;
        if (found != type)
        {
            throw Wrong(path, $"output '{name}' is of type {found}, not {type}");
        }
    }

    private static FeatureType ElementType(string path, string name, NodeMetadata value) =>
        value.ElementDataType switch
        {
            TensorElementType.String => FeatureType.Text,
            TensorElementType.Int64 => FeatureType.Integer,
            TensorElementType.Float => FeatureType.Number,
            var other => throw Wrong(
                path,
                $"'{name}' is of type {other}, not String, Int64 or Float"
            ),
        };

    private static RetrievalException Wrong(string path, string what) =>
        new(
            RetrievalError.NotRetrieval,
            $"'{path}' says that it is a retrieval file, but {what}. Export it again with a tool that keeps the contract."
        );
}
