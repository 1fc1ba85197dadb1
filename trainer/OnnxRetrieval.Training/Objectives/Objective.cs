using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

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

    /// <summary>The chance that a step meets an item with so many interactions in a history.</summary>
    public virtual double HistoryChance(int interactions) => QueryChance(interactions);

    /// <summary>The batches of one epoch.</summary>
    /// <param name="random">Decides order and samples; depends on the seed and the epoch alone.</param>
    public abstract IEnumerable<Batch> Batches(Random random);

    /// <summary>The loss of a batch. Its gradient goes to the tape.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">A batch of <see cref="Batches"/>.</param>
    /// <param name="tape">Gets the gradient of the batch's mean loss.</param>
    /// <returns>The sum of the losses of the batch's interactions.</returns>
    public double Backward(TwoTowerModel model, Batch batch, GradientTape tape)
    {
        var vectors = BatchVectors.Read(model, batch, tape);
        using var _ = no_grad();
        return Backward(vectors, batch);
    }

    /// <summary>
    /// The mean loss over held-out interactions; null where it is the cross-entropy of a softmax over the catalogue, which
    /// the validation computes along with the ranks.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <param name="heldOut">Interactions that were not trained on.</param>
    public abstract double? HeldOutLoss(TwoTowerModel model, Interactions heldOut);

    /// <summary>The loss of a batch from the vectors, whose gradients it hands back to them.</summary>
    /// <param name="vectors">The towers' vectors for the batch.</param>
    /// <param name="batch">The batch.</param>
    /// <returns>The sum of the losses of the batch's interactions.</returns>
    protected abstract double Backward(BatchVectors vectors, Batch batch);
}
