namespace OnnxRetrieval;

/// <summary>How a <see cref="BatchingRetriever"/> gathers calls. Checked by its constructor.</summary>
public sealed record BatchingOptions
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Calls computed together at most. A batch's memory grows with it: a float for each of its calls and each candidate.
    /// </summary>
    /// <value>1 to 4096. Default: 64.</value>
    public int MaxBatchSize { get; set; } = 64;

    /// <summary>
    /// How long a call waits for others while nothing is computed and its batch is not full. Calls that arrive while a batch
    /// is computed are gathered in any case.
    /// </summary>
    /// <value>0 to 10 s. Default: 0, so that a call on an idle retriever starts at once.</value>
    public TimeSpan MaxDelay { get; set; } = TimeSpan.Zero;

    /// <summary>Calls that may wait for a batch; further ones are refused with <see cref="RetrievalError.Overloaded"/>.</summary>
    /// <value>At least 1. Default: 1024.</value>
    public int MaxWaiting { get; set; } = 1024;

    internal void Validate()
    {
        Require(
            MaxBatchSize is >= 1 and <= 4096,
            nameof(MaxBatchSize),
            MaxBatchSize,
            "must be 1 to 4096"
        );
        Require(
            MaxDelay >= TimeSpan.Zero && MaxDelay <= LongestDelay,
            nameof(MaxDelay),
            MaxDelay,
            "must be 0 to 10 seconds"
        );
        Require(MaxWaiting >= 1, nameof(MaxWaiting), MaxWaiting, "must be at least 1");
    }

    private static void Require(bool holds, string name, object value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(name, value, $"BatchingOptions.{name} {rule}.");
        }
    }
}
