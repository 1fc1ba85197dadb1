namespace OnnxRetrieval.Hosting;

/// <summary>
/// Which file a retriever of the container serves, and how. Checked when the host starts; changes of the configuration
/// take effect at the next start.
/// </summary>
public sealed class HostedRetrieverOptions
{
    /// <summary>
    /// The file, such as <c>movies/retrieval.onnx</c>. A relative path is taken from the host's content root, without a host
    /// from the current folder. It may be or pass through a symbolic link.
    /// </summary>
    /// <value>Required.</value>
    public string Path { get; set; } = "";

    /// <summary>Where to run: <c>cpu</c>, <c>auto</c> (the first CUDA device, else the processor), <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <value>Default: <c>cpu</c>.</value>
    public string Device { get; set; } = "cpu";

    /// <inheritdoc cref="RetrieverOptions.Threads"/>
    public int? Threads { get; set; }

    /// <inheritdoc cref="RetrieverOptions.Spinning"/>
    public bool Spinning { get; set; }

    /// <inheritdoc cref="RetrieverOptions.Prepacking"/>
    public bool? Prepacking { get; set; }

    /// <inheritdoc cref="RetrieverOptions.Probes"/>
    public int? Probes { get; set; }

    /// <summary>
    /// How the calls of many callers are gathered and computed together, which pays over many candidates; see
    /// <see cref="BatchingRetriever"/>.
    /// </summary>
    /// <value>Default: null, each call is computed alone.</value>
    public BatchingOptions? Batching { get; set; }

    /// <summary>
    /// Whether the whole file is compared with the hash written in it before it is used. Without, a file that another tool
    /// rewrote can be served, and every change of the file loads it anew, even where its content is the same.
    /// </summary>
    /// <value>Default: true. Reading costs about a second per gigabyte.</value>
    public bool VerifyHash { get; set; } = true;

    /// <summary>
    /// Whether the host starts without a usable file. Until one comes, calls fail with the error that loading ended with,
    /// and the health check says so.
    /// </summary>
    /// <value>Default: false, the host does not start.</value>
    public bool Optional { get; set; }

    /// <summary>Whether a changed file is loaded while the host runs.</summary>
    /// <value>Default: true.</value>
    public bool ReloadOnChange { get; set; } = true;

    /// <summary>
    /// How often to look whether the file has changed. Notifications of the system come sooner, but not from every file
    /// system, nor where a linked folder further up is exchanged.
    /// </summary>
    /// <value>0.1 seconds to 1 day. Default: 10 seconds.</value>
    public TimeSpan PollingInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a changed file must stay as it is before it is loaded, so that one that is being written is not read half.</summary>
    /// <value>0 to 1 hour. Default: 0.5 seconds.</value>
    public TimeSpan SettlingTime { get; set; } = TimeSpan.FromSeconds(.5);

    /// <summary>
    /// Ids that a file must know, and give at least one result with finite scores for, before it is used: some important
    /// users, or items for a file of similar ones.
    /// </summary>
    /// <value>Default: none. What a stranger gets is tried in any case.</value>
    public IList<string> SmokeQueries { get; } = [];

    internal RetrieverOptions Runtime() =>
        new()
        {
            Device = DeviceName.Parse(Device),
            Threads = Threads,
            Spinning = Spinning,
            Prepacking = Prepacking,
            Probes = Probes,
            VerifyHash = VerifyHash,
        };
}
