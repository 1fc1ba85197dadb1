namespace OnnxRetrieval.Graph;

/// <summary>A graph or a file cannot be built, read or written as asked. The message says what, where and why.</summary>
public sealed class GraphException : Exception
{
    /// <summary>An error with its whole message.</summary>
    public GraphException(string message)
        : base(message) { }

    /// <summary>An error with its whole message and what caused it.</summary>
    public GraphException(string message, Exception cause)
        : base(message, cause) { }
}
