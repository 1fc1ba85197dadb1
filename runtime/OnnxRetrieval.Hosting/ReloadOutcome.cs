namespace OnnxRetrieval.Hosting;

/// <summary>What became of a file that was looked at anew.</summary>
public enum ReloadOutcome
{
    /// <summary>It is in use now.</summary>
    Swapped,

    /// <summary>Its content is that of the model in use, which stays.</summary>
    Unchanged,

    /// <summary>It cannot be used; the model in use stays.</summary>
    Failed,
}
