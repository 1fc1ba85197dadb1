using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training;

/// <summary>Something that a training run tells while it is under way.</summary>
public abstract record TrainingEvent;

/// <summary>A stage began, such as "reading movielens-100k".</summary>
/// <param name="Stage">What is being done, for people.</param>
public sealed record StageStarted(string Stage) : TrainingEvent;

/// <summary>The data is read and split.</summary>
/// <param name="Split">The data set with its parts.</param>
public sealed record DataPrepared(DataSplit Split) : TrainingEvent;

/// <summary>A fit began. A run may fit several times: to choose options, then for good.</summary>
/// <param name="Purpose">Why, for people: "choosing regularization 0.03", "final fit".</param>
/// <param name="Epochs">Most epochs it will take.</param>
public sealed record FitStarted(string Purpose, int Epochs) : TrainingEvent;

/// <summary>Steps were taken within an epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">Steps done in it.</param>
/// <param name="Steps">Steps it has.</param>
/// <param name="Loss">Mean loss so far in it.</param>
public sealed record StepsTaken(int Epoch, int Step, int Steps, double Loss) : TrainingEvent;

/// <summary>An epoch ended; one line of <c>history.jsonl</c>.</summary>
/// <param name="Record">What it came to.</param>
/// <param name="InteractionsPerSecond">Speed of the epoch's training part.</param>
public sealed record EpochEnded(EpochRecord Record, double InteractionsPerSecond) : TrainingEvent;

/// <summary>Metrics of one contender on the test set: <c>test</c> (the model), <c>popularity</c>, <c>item_knn</c>, <c>ease</c>.</summary>
/// <param name="Contender">Its key in <c>metrics.json</c>.</param>
/// <param name="Metrics">Values by name, such as <c>recall@20</c>.</param>
public sealed record ContenderEvaluated(
    string Contender,
    IReadOnlyDictionary<string, double> Metrics
) : TrainingEvent;

/// <summary>What one epoch came to.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="ValidLoss">Loss on the validation set, where it was computed.</param>
/// <param name="Metrics">Validation metrics by name, such as <c>ndcg@10</c>; empty where they were not computed.</param>
/// <param name="Seconds">Time that the epoch took, validation included.</param>
public sealed record EpochRecord(
    int Epoch,
    double Loss,
    double? ValidLoss,
    IReadOnlyDictionary<string, double> Metrics,
    double Seconds
);
