namespace OnnxRetrieval.Quality.Measuring;

/// <summary>What a training with the defaults came to on the test set.</summary>
/// <param name="Contest">Metrics of the model and its rivals; null: the contest was not held.</param>
/// <param name="Seconds">Time from the options to the exported files: reading, choosing, fitting, exporting.</param>
/// <param name="ProcessorSeconds">The processor's time of these, of all cores together.</param>
internal sealed record TestResult(ContestResult? Contest, double Seconds, double ProcessorSeconds);

/// <summary>What options came to on the validation set; the test set was not read.</summary>
/// <param name="Ndcg">NDCG@10 of the epoch that training would keep; null: these options cannot be used with the data.</param>
/// <param name="Seconds">Time of training and validation.</param>
/// <param name="Error">Why they cannot; null: they can.</param>
internal sealed record ValidationResult(double? Ndcg, double Seconds, string? Error);
