using System.Globalization;
using System.Text;
using System.Text.Json;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>
/// The keys of what a file says about itself (<c>metadata_props</c> of the ONNX format). All values are text.
/// </summary>
/// <remarks>
/// <para>
/// <see cref="ContentHash"/> tells a cut or altered file: it is the SHA-256 of the whole file but for its last 64 bytes, and
/// those 64 bytes are the hash itself, in lower-case hexadecimal. It works because the entry is written as the file's last
/// field, so that a file ends with these 82 bytes:
/// </para>
/// <code>
/// 72 50 0A 0C "content_hash" 12 40 (64 hexadecimal digits)
/// </code>
/// <para>
/// To verify: hash all bytes up to 64 before the end; compare with the last 64, read as ASCII. Where the 18 bytes before
/// those are not as above, another tool has rewritten the file, and there is nothing to verify.
/// </para>
/// </remarks>
public static class RetrievalMetadata
{
    /// <summary>The contract's version, a decimal number: <see cref="RetrievalContract.Version"/>.</summary>
    public const string ContractVersion = "contract_version";

    /// <summary>The kind of graph: <c>retrieval</c>, <c>similar</c> or <c>tower</c>.</summary>
    public const string Kind = "kind";

    /// <summary>The model's name.</summary>
    public const string ModelName = "model_name";

    /// <summary>The model's version.</summary>
    public const string ModelVersion = "model_version";

    /// <summary>The number of candidates, a decimal number. A tower has none.</summary>
    public const string CandidateCount = "candidate_count";

    /// <summary>When it was trained, in UTC, as <c>2026-01-31T23:59:59Z</c>. Optional.</summary>
    public const string TrainedAt = "trained_at";

    /// <summary>
    /// The query features, JSON: <c>[{"name":"user_id","type":"string","shape":["batch"],"role":"id"}]</c>; types are
    /// <c>string</c>, <c>int64</c> and <c>float</c>; roles, where they are told, <c>id</c>, <c>history</c>, <c>category</c>,
    /// <c>number</c>, <c>time</c> and <c>text</c>.
    /// </summary>
    public const string FeatureSchema = "feature_schema";

    /// <summary>How its large tables are stored, <c>float16</c> or <c>int8</c>. Optional: where it is not told, <c>float32</c>.</summary>
    public const string Storage = "storage";

    /// <summary>
    /// The file beside it that holds its large tables, JSON: <c>{"file":"retrieval-0123456789abcdef.data","bytes":256000000,
    /// "sha256":"…"}</c>. Optional: where it is not told, the file is all there is.
    /// </summary>
    public const string ExternalData = "external_data";

    /// <summary>How candidates are found before they are scored in full, <c>int8</c> or <c>lists</c>. Optional: where it is not told, all are scored in full.</summary>
    public const string Scan = "scan";

    /// <summary>With inverted lists: how many blocks are looked into where a caller says nothing, a decimal number.</summary>
    public const string Probes = "nprobe";

    /// <summary>With inverted lists: the share of an exact search's best 10 that was then found, 0 to 1. Optional.</summary>
    public const string ScanRecall = "scan_recall@10";

    /// <summary>The options that it was trained with, a JSON object. Optional.</summary>
    public const string Options = "options";

    /// <summary>SHA-256 (hexadecimal) over the data that it was trained on. Optional.</summary>
    public const string DataFingerprint = "data_fingerprint";

    /// <summary>Metrics on the test set by name, a JSON object. Optional.</summary>
    public const string Metrics = "metrics";

    /// <summary>The hash of the file, see above. Written by <see cref="OnnxFile.Write"/>, always last.</summary>
    public const string ContentHash = "content_hash";

    // The order in a file; keys that are not listed follow in ordinal order.
    private static readonly string[] Order =
    [
        ContractVersion,
        Kind,
        ModelName,
        ModelVersion,
        CandidateCount,
        TrainedAt,
        FeatureSchema,
        Storage,
        ExternalData,
        Scan,
        Probes,
        ScanRecall,
        Options,
        Metrics,
    ];

    /// <summary>The metadata of a model by key.</summary>
    /// <exception cref="GraphException">A key is given twice.</exception>
    public static IReadOnlyDictionary<string, string> Of(ModelProto model)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in model.MetadataProps)
        {
            if (!values.TryAdd(entry.Key, entry.Value))
            {
                throw new GraphException($"The model's metadata has the key '{entry.Key}' twice.");
            }
        }
        return values;
    }

    /// <summary>The version of a model that has no metadata yet, where none is chosen.</summary>
    internal static string VersionOf(ModelProto model) => OnnxFile.Hash(model)[..16];

    /// <summary>Gives a model its metadata.</summary>
    internal static void Apply(
        ModelProto model,
        GraphBuilder graph,
        string kind,
        RetrievalGraphOptions options,
        int? candidateCount = null
    )
    {
        var values = new Dictionary<string, string>(options.Metadata, StringComparer.Ordinal);
        values[ContractVersion] = RetrievalContract.Version.ToString(CultureInfo.InvariantCulture);
        values[Kind] = kind;
        values[ModelName] = options.ModelName ?? kind;
        values[ModelVersion] = options.ModelVersion ?? VersionOf(model);
        if (candidateCount is { } count)
        {
            values[CandidateCount] = count.ToString(CultureInfo.InvariantCulture);
        }
        if (options.TrainedAt is { } time)
        {
            values[TrainedAt] = time.UtcDateTime.ToString(
                "yyyy-MM-dd'T'HH:mm:ss'Z'",
                CultureInfo.InvariantCulture
            );
        }
        if (options.ExternalData)
        {
            // What is in it is known when it is written.
            values[ExternalData] = "{}";
        }
        foreach (var key in (string[])[Scan, Probes, ScanRecall])
        {
            values.Remove(key);
        }
        if (options is { Scan: CandidateScan.Lists, Lists: { } lists })
        {
            values[Probes] = lists.Probes.ToString(CultureInfo.InvariantCulture);
            if (lists.Recall is { } recall)
            {
                values[ScanRecall] = recall.ToString("0.0000", CultureInfo.InvariantCulture);
            }
        }
        if (options.Scan != CandidateScan.Exact)
        {
            values[Scan] = CandidateScans.Names.First(name => name.Value == options.Scan).Key;
        }
        values.TryAdd(FeatureSchema, DescribeFeatures(model, graph.InputRoles));
        Replace(model, values);
    }

    /// <summary>Replaces all metadata of a model, but for the hash, which only a written file has.</summary>
    internal static void Replace(ModelProto model, IReadOnlyDictionary<string, string> values)
    {
        model.MetadataProps.Clear();
        var keys = values
            .Keys.Where(key => key != ContentHash)
            .OrderBy(key => Array.IndexOf(Order, key) is var place and >= 0 ? place : int.MaxValue)
            .ThenBy(key => key, StringComparer.Ordinal);
        foreach (var key in keys)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = values[key] });
        }
    }

    private static string DescribeFeatures(ModelProto model, Dictionary<string, string> roles)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartArray();
            foreach (var input in model.Graph.Input)
            {
                if (RetrievalContract.ReservedNames.Contains(input.Name))
                {
                    continue;
                }
                json.WriteStartObject();
                json.WriteString("name", input.Name);
                json.WriteString("type", TypeName((ElementType)input.Type.TensorType.ElemType));
                json.WriteStartArray("shape");
                foreach (var dimension in input.Type.TensorType.Shape.Dim)
                {
                    if (
                        dimension.ValueCase
                        == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue
                    )
                    {
                        json.WriteNumberValue(dimension.DimValue);
                    }
                    else
                    {
                        json.WriteStringValue(dimension.DimParam);
                    }
                }
                json.WriteEndArray();
                if (roles.TryGetValue(input.Name, out var role))
                {
                    json.WriteString("role", role);
                }
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string TypeName(ElementType type) =>
        type switch
        {
            ElementType.Float => "float",
            ElementType.Double => "double",
            ElementType.Int32 => "int32",
            ElementType.Int64 => "int64",
            ElementType.Bool => "bool",
            _ => "string",
        };
}
