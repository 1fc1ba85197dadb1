namespace OnnxRetrieval.Training.Fitting;

/// <summary>How far a fit has come, apart from its tensors.</summary>
/// <param name="Choice">The options that are open to choice.</param>
/// <param name="Epoch">Epochs done.</param>
/// <param name="BestEpoch">The epoch with the best validation NDCG so far; 0: none yet.</param>
/// <param name="BestMetric">That NDCG.</param>
/// <param name="History">A record an epoch.</param>
public sealed record FitState(
    FitChoice Choice,
    int Epoch,
    int BestEpoch,
    double BestMetric,
    IReadOnlyList<EpochRecord> History
)
{
    /// <summary>A fit not begun.</summary>
    public static FitState Start(FitChoice choice) =>
        new(choice, 0, 0, double.NegativeInfinity, []);
}

/// <summary>Values of the options that are chosen on the validation set.</summary>
/// <param name="Regularization">The L2 strength.</param>
/// <param name="RecencyHalfLife">The half-life of the recency weights; 0: none.</param>
/// <param name="StartScale">The scale of the spectral start; 0: a random start.</param>
public sealed record FitChoice(
    double Regularization,
    double RecencyHalfLife,
    double StartScale = 0
);

/// <summary>How far a run has come.</summary>
/// <param name="Finished">Fits made to choose options, in the order made.</param>
/// <param name="Current">The fit under way; null: none.</param>
/// <param name="CurrentIsFinal">Whether that is the fit for good, on all data that may be trained on.</param>
public sealed record RunState(
    IReadOnlyList<FitState> Finished,
    FitState? Current,
    bool CurrentIsFinal
);
