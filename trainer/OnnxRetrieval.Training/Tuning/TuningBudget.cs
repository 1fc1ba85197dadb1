namespace OnnxRetrieval.Training.Tuning;

/// <summary>How long to search. Where both are given, the first that is reached ends it.</summary>
/// <param name="Trials">Sets of options to try, the defaults among them; null: as many as there is time for.</param>
/// <param name="Time">Time to train for, over all runs into a folder; null: until all trials are done.</param>
public sealed record TuningBudget(int? Trials, TimeSpan? Time)
{
    /// <summary>What is searched where nothing is asked for.</summary>
    public const int DefaultTrials = 20;
}
