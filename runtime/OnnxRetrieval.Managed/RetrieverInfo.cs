namespace OnnxRetrieval;

/// <summary>What a model is, what it takes and what it gives, as its file says.</summary>
public sealed class RetrieverInfo
{
    internal RetrieverInfo() { }

    /// <summary>The file's full path.</summary>
    public required string Path { get; init; }

    /// <summary>The version of the contract that the file follows.</summary>
    public required int ContractVersion { get; init; }

    /// <summary>What it finds: <c>retrieval</c> (candidates for a query) or <c>similar</c> (candidates like a candidate).</summary>
    public required string Kind { get; init; }

    /// <summary>The model's name; "" where the file has none.</summary>
    public required string ModelName { get; init; }

    /// <summary>The model's version; "" where the file has none.</summary>
    public required string ModelVersion { get; init; }

    /// <summary>When the model was trained; null where the file does not tell.</summary>
    public required DateTimeOffset? TrainedAt { get; init; }

    /// <summary>What a query takes. One feature: an id alone is a query.</summary>
    public required IReadOnlyList<QueryFeature> QueryFeatures { get; init; }

    /// <summary>The type of the candidates' ids: <see cref="FeatureType.Text"/> or <see cref="FeatureType.Integer"/>.</summary>
    public required FeatureType CandidateIdType { get; init; }

    /// <summary>The number of candidates.</summary>
    public required int CandidateCount { get; init; }

    /// <summary>The candidates' columns, such as <c>title</c>.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>
    /// The number of results that the file gives at most, where it was exported with a fixed one; asking for more gives as
    /// many. Null: any k.
    /// </summary>
    public required int? FixedK { get; init; }

    /// <summary>Whether ids can be excluded. False for a file exported with a fixed number of results.</summary>
    public required bool CanExclude { get; init; }

    /// <summary>Whether it chooses from given candidates: <see cref="Retriever.RetrieveAmong"/>.</summary>
    public required bool CanChooseAmong { get; init; }

    /// <summary>Metrics on the test set, by name, such as <c>ndcg@10</c>; empty where the file holds none.</summary>
    public required IReadOnlyDictionary<string, double> Metrics { get; init; }

    /// <summary>All of the file's metadata, as it stands there.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    /// <summary>The device in use; never <see cref="Device.Auto"/>.</summary>
    public required Device Device { get; init; }

    /// <summary>Why <see cref="Device.Auto"/> did not take a CUDA device; null where it did, or was not asked for.</summary>
    public required string? DeviceFallback { get; init; }
}
