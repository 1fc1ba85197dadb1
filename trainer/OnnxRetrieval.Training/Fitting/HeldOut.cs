using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>What a fit is measured on after its epochs.</summary>
internal sealed class HeldOut
{
    /// <summary>Users ranked at most: enough for a standard error below .01.</summary>
    private const int MostUsers = 5000;

    /// <summary>Users ranked at least, however large the catalogue is.</summary>
    private const int LeastUsers = 1000;

    /// <summary>Scores computed at most between these bounds, so that a validation takes a second or two.</summary>
    private const int MostScores = 200_000_000;

    private readonly Interactions interactions;
    private readonly Validation? validation;

    /// <summary>Held-out interactions.</summary>
    /// <param name="interactions">What is held out; may be empty.</param>
    /// <param name="train">What the fit learns from.</param>
    /// <param name="userCount">The number of users.</param>
    /// <param name="itemCount">The number of items.</param>
    /// <param name="ranked">Whether to rank; otherwise only the loss is told.</param>
    /// <param name="readsHistories">Whether the model is told histories.</param>
    public HeldOut(
        Interactions interactions,
        Interactions train,
        int userCount,
        int itemCount,
        bool ranked,
        bool readsHistories = false
    )
    {
        this.interactions = interactions;
        if (ranked && interactions.Count > 0)
        {
            var trained = UserItems.From(train, userCount);
            validation = new Validation(
                trained,
                UserItems.From(interactions, userCount),
                Math.Clamp(MostScores / itemCount, LeastUsers, MostUsers),
                readsHistories ? UserHistories.From(train, userCount) : null,
                readsHistories ? UnseenUsers.Of(trained, interactions) : null
            );
        }
    }

    /// <summary>No metrics.</summary>
    public static IReadOnlyDictionary<string, double> Nothing { get; } =
        new Dictionary<string, double>();

    /// <summary>Metrics and loss of a model; nothing where nothing is held out.</summary>
    public (IReadOnlyDictionary<string, double> Metrics, double? Loss) Measure(
        TwoTowerModel model,
        Objective objective
    )
    {
        if (interactions.Count == 0)
        {
            return (Nothing, null);
        }
        using var _ = no_grad();
        var loss = objective.HeldOutLoss(model, interactions);
        if (validation is null)
        {
            return (Nothing, loss);
        }
        var (metrics, crossEntropy) = validation.Measure(model);
        return (metrics, loss ?? crossEntropy);
    }
}
