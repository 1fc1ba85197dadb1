namespace OnnxRetrieval.Hosting;

/// <summary>How a reload ended.</summary>
/// <param name="Outcome">What became of the file.</param>
/// <param name="Model">The model in use afterwards; null where none could be loaded yet.</param>
/// <param name="Error">Why the file cannot be used; null where it can.</param>
public sealed record ReloadResult(ReloadOutcome Outcome, LoadedModel? Model, Exception? Error);
