namespace OnnxRetrieval.Training.Data.Files;

/// <summary>DuckDB could not run a statement; the message is DuckDB's own, not yet fit for people.</summary>
internal sealed class DuckQueryException(string message) : Exception(message);
