namespace OnnxRetrieval.Hosting;

/// <summary>A model that was loaded, checked and taken into use.</summary>
public sealed class LoadedModel
{
    private const string ContentHashKey = "content_hash";

    internal LoadedModel(Retriever retriever, DateTimeOffset loadedAt)
    {
        Retriever = retriever;
        LoadedAt = loadedAt;
    }

    /// <summary>What the model is and takes; <see cref="RetrieverInfo.ModelVersion"/> is its version.</summary>
    public RetrieverInfo Info => Retriever.Info;

    /// <summary>When it was taken into use.</summary>
    public DateTimeOffset LoadedAt { get; }

    /// <summary>
    /// The SHA-256 of the file as it stands in it, in hexadecimal digits, verified unless
    /// <see cref="HostedRetrieverOptions.VerifyHash"/> is off; null where the file has none.
    /// </summary>
    public string? ContentHash => Info.Metadata.GetValueOrDefault(ContentHashKey);

    internal Retriever Retriever { get; }

    /// <summary>How old what it knows is: the time since it was trained, or where its file does not tell, since it was loaded.</summary>
    internal TimeSpan Age(DateTimeOffset now) => now - (Info.TrainedAt ?? LoadedAt);
}
