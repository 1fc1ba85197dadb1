namespace OnnxRetrieval.Hosting;

/// <summary>A file that could not be used.</summary>
/// <param name="At">When that was found.</param>
/// <param name="Error">Why; nearly always a <see cref="RetrievalException"/>.</param>
public sealed record ReloadFailure(DateTimeOffset At, Exception Error);
