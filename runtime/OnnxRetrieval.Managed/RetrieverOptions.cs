namespace OnnxRetrieval;

/// <summary>How to load and run a model. Checked by <see cref="Retriever.Load"/> before the file is touched.</summary>
public sealed record RetrieverOptions
{
    /// <summary>Where to run.</summary>
    /// <value>Default: <see cref="Device.Cpu"/>.</value>
    public Device Device { get; init; } = Device.Cpu;

    /// <summary>Threads that one call may use. Concurrent calls share them.</summary>
    /// <value>1 to 1024. Default: null, as many as the machine has cores.</value>
    public int? Threads { get; init; }

    /// <summary>
    /// Whether threads wait for work by spinning. It shortens single calls on an otherwise idle machine by some
    /// microseconds, and burns whole cores that a web server would rather have.
    /// </summary>
    /// <value>Default: false.</value>
    public bool Spinning { get; init; }

    /// <summary>
    /// Whether ONNX Runtime rearranges the weights, the candidate matrix above all, when loading. It holds a second copy
    /// of the matrix in memory and makes loading slower; single queries gain nothing by it, batches of 32 and more
    /// some 15 percent.
    /// </summary>
    /// <value>
    /// Default: null, no, unless the file scans its candidates as 8-bit integers or uses operators outside the ONNX standard:
    /// quantized ones are much slower without.
    /// </value>
    public bool? Prepacking { get; init; }

    /// <summary>
    /// Whether to read the whole file at loading and compare it with the hash written in it, so that a file altered on its
    /// way is refused. Without it a file that is cut short is still refused, but one with other damage may be loaded: it
    /// gives wrong answers, or asks for more memory than there is. Turn it off for a file that another tool has rewritten.
    /// </summary>
    /// <value>Default: true. It costs half a second to two seconds a gigabyte, by the processor and the disk.</value>
    public bool VerifyHash { get; init; } = true;

    /// <summary>
    /// How many blocks of candidates a file with inverted lists looks into: more find more of the best candidates, and take
    /// longer. A call that asks for many results, or excludes many, looks into as many as it needs. Other files look at all
    /// candidates.
    /// </summary>
    /// <value>At least 1. Default: null, as many as the file says.</value>
    public int? Probes { get; init; }

    internal void Validate()
    {
        if (Probes < 1)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Probes),
                Probes,
                "RetrieverOptions.Probes must be at least 1, or null for as many as the file says."
            );
        }
        if (Threads is < 1 or > 1024)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Threads),
                Threads,
                "RetrieverOptions.Threads must be 1 to 1024, or null for as many as there are cores."
            );
        }
    }
}
