using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>
/// What training minimizes: how it cuts the training data into batches, and the loss of a batch with its gradient with
/// respect to the towers' vectors.
/// </summary>
public abstract class Objective
{
    /// <summary>The number of batches of an epoch.</summary>
    public abstract int StepsPerEpoch { get; }

    /// <summary>The number of interactions that an epoch goes through.</summary>
    public abstract int InteractionsPerEpoch { get; }

    /// <summary>The chance that a step meets a query entity with so many interactions.</summary>
    public abstract double QueryChance(int interactions);

    /// <summary>The chance that a step meets a candidate with so many interactions.</summary>
    public abstract double CandidateChance(int interactions);

    /// <summary>The batches of one epoch.</summary>
    /// <param name="random">Decides order and samples; depends on the seed and the epoch alone.</param>
    public abstract IEnumerable<Batch> Batches(Random random);

    /// <summary>The loss of a batch. Its gradient goes to the tape.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">A batch of <see cref="Batches"/>.</param>
    /// <param name="tape">Gets the gradient of the batch's mean loss.</param>
    /// <returns>The sum of the losses of the batch's interactions.</returns>
    public abstract double Backward(TwoTowerModel model, Batch batch, GradientTape tape);

    /// <summary>
    /// The mean loss over held-out interactions; null where it is the cross-entropy of a softmax over the catalogue, which
    /// the validation computes along with the ranks.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="heldOut">Interactions that were not trained on.</param>
    public abstract double? HeldOutLoss(TwoTowerModel model, Interactions heldOut);
}

/// <summary>What one step learns from.</summary>
/// <param name="Queries">Query rows, <c>[n]</c>.</param>
/// <param name="Candidates">Candidate rows, <c>[m]</c>: one for each query where the objective is of pairs, else shared by all queries; empty: the whole catalogue.</param>
/// <param name="Positives">Positions of the positives in the scores <c>[n, m]</c>, flattened; empty where the objective is of pairs.</param>
/// <param name="Targets">For each query its target, or the number of its positives.</param>
/// <param name="Weights">How much each positive counts, 1 on average; empty: all the same.</param>
/// <param name="Interactions">How many interactions the batch stands for.</param>
public sealed record Batch(
    long[] Queries,
    long[] Candidates,
    long[] Positives,
    float[] Targets,
    float[] Weights,
    int Interactions
);
