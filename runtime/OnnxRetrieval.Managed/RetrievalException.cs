namespace OnnxRetrieval;

/// <summary>
/// A file, a device or a query that cannot be used. The message says what is wrong, where, and what to do next;
/// <see cref="Error"/> says the kind. Arguments that no model takes (k of 0, an empty query) throw the framework's
/// <see cref="ArgumentException"/> family instead.
/// </summary>
public sealed class RetrievalException : Exception
{
    /// <summary>An error with its whole message.</summary>
    public RetrievalException(RetrievalError error, string message)
        : base(message) => Error = error;

    /// <summary>An error with its whole message and what caused it.</summary>
    public RetrievalException(RetrievalError error, string message, Exception cause)
        : base(message, cause) => Error = error;

    /// <summary>The kind of error.</summary>
    public RetrievalError Error { get; }
}
