using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Objectives;

namespace OnnxRetrieval.Training.Customizing;

/// <summary>What an objective is made from.</summary>
/// <param name="Train">The training data.</param>
/// <param name="Pairs">The same as a <see cref="PairwiseObjective"/> takes it.</param>
/// <param name="Settings">What the fit does, sizes and rates among it.</param>
/// <param name="Seed">Decides what is not drawn anew each epoch.</param>
public sealed record ObjectiveParts(
    Interactions Train,
    PairwiseData Pairs,
    FitSettings Settings,
    int Seed
);
