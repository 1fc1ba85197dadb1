namespace OnnxRetrieval.Training.Tuning;

/// <summary>A trial came to a rung or to its end.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Best">The best so far.</param>
public sealed record TrialEnded(Trial Trial, Trial Best) : TrainingEvent;
