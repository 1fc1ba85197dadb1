using System.Globalization;
using System.Text.Json;

namespace OnnxRetrieval.Internals;

/// <summary>The names that the file contract fixes, and what a file's metadata says by them. See docs/contract.md.</summary>
internal sealed class Contract
{
    /// <summary>The newest contract that this library can serve.</summary>
    public const int NewestVersion = 1;

    public const string K = "k";
    public const string Exclude = "exclude";
    public const string Candidates = "candidates";
    public const string Probes = "nprobe";
    public const string CandidateId = "candidate_id";
    public const string CandidateIndex = "candidate_index";
    public const string Score = "score";
    public const string QueryKnown = "query_known";

    public const string VersionKey = "contract_version";
    public const string ScanKey = "scan";
    public const string ScanOfIntegers = "int8";
    public const string ExternalDataKey = "external_data";
    private const string KindKey = "kind";
    private const string CandidateCountKey = "candidate_count";
    private const string ModelNameKey = "model_name";
    private const string ModelVersionKey = "model_version";
    private const string TrainedAtKey = "trained_at";
    private const string MetricsKey = "metrics";
    private const string FeatureSchemaKey = "feature_schema";
    private const string TowerKind = "tower";

    private Contract() { }

    public required int Version { get; init; }

    public required string Kind { get; init; }

    public required int CandidateCount { get; init; }

    public required string ModelName { get; init; }

    public required string ModelVersion { get; init; }

    public required DateTimeOffset? TrainedAt { get; init; }

    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>What the query's features are for, by name, as far as the file tells.</summary>
    public required IReadOnlyDictionary<string, string> FeatureRoles { get; init; }

    /// <summary>Reads a file's metadata.</summary>
    /// <exception cref="RetrievalException">It is no retrieval file, or of a newer contract.</exception>
    public static Contract Read(ModelFile file)
    {
        if (!file.Metadata.TryGetValue(VersionKey, out var text))
        {
            throw new RetrievalException(
                RetrievalError.NotRetrieval,
                $"'{file.Path}' is an ONNX file, but no recommender: its metadata has no '{VersionKey}'. Give a file that 'onnx-retrieval train' wrote, such as retrieval.onnx or similar.onnx."
            );
        }
        if (
            !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            || version < 1
        )
        {
            throw Unsound(file, VersionKey, text, "a version number such as 1");
        }
        if (version > NewestVersion)
        {
            throw new RetrievalException(
                RetrievalError.NewerContract,
                $"'{file.Path}' follows version {version} of the retrieval contract; this library knows versions up to {NewestVersion}. Update the OnnxRetrieval packages, or export the model for contract {NewestVersion}."
            );
        }
        var kind = file.Metadata.GetValueOrDefault(KindKey, "");
        if (kind == TowerKind)
        {
            throw new RetrievalException(
                RetrievalError.NotRetrieval,
                $"'{file.Path}' is one tower, which makes vectors; it has no candidates to choose from. Give retrieval.onnx or similar.onnx of the same folder."
            );
        }
        return new Contract
        {
            Version = version,
            Kind = kind,
            CandidateCount = ReadCount(file),
            ModelName = file.Metadata.GetValueOrDefault(ModelNameKey, ""),
            ModelVersion = file.Metadata.GetValueOrDefault(ModelVersionKey, ""),
            TrainedAt = ReadTime(file),
            Metrics = ReadMetrics(file),
            FeatureRoles = ReadRoles(file),
        };
    }

    private static int ReadCount(ModelFile file)
    {
        var text = file.Metadata.GetValueOrDefault(CandidateCountKey, "");
        return
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count > 0
            ? count
            : throw Unsound(file, CandidateCountKey, text, "the number of candidates");
    }

    private static DateTimeOffset? ReadTime(ModelFile file)
    {
        if (!file.Metadata.TryGetValue(TrainedAtKey, out var text))
        {
            return null;
        }
        return DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal,
            out var time
        )
            ? time
            : throw Unsound(file, TrainedAtKey, text, "a time in ISO 8601");
    }

    private static Dictionary<string, double> ReadMetrics(ModelFile file)
    {
        var metrics = new Dictionary<string, double>(StringComparer.Ordinal);
        if (!file.Metadata.TryGetValue(MetricsKey, out var text))
        {
            return metrics;
        }
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var metric in json.RootElement.EnumerateObject())
            {
                metrics[metric.Name] = metric.Value.GetDouble();
            }
            return metrics;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw Unsound(file, MetricsKey, text, "a JSON object of numbers");
        }
    }

    private static Dictionary<string, string> ReadRoles(ModelFile file)
    {
        var roles = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!file.Metadata.TryGetValue(FeatureSchemaKey, out var text))
        {
            return roles;
        }
        try
        {
            using var json = JsonDocument.Parse(text);
            foreach (var feature in json.RootElement.EnumerateArray())
            {
                if (feature.TryGetProperty("role", out var role))
                {
                    roles[feature.GetProperty("name").GetString()!] = role.GetString()!;
                }
            }
            return roles;
        }
        catch (Exception error)
            when (error
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or ArgumentNullException
            )
        {
            throw Unsound(file, FeatureSchemaKey, text, "a JSON array of features with names");
        }
    }

    private static RetrievalException Unsound(
        ModelFile file,
        string key,
        string found,
        string expected
    ) =>
        new(
            RetrievalError.NotRetrieval,
            $"'{file.Path}' is no sound retrieval file: its metadata '{key}' is \"{Shorten(found)}\", expected {expected}. Export it again."
        );

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
