using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>What a fit is measured on after its epochs.</summary>
internal sealed class HeldOut
{
    private readonly Interactions interactions;
    private readonly Validation? validation;

    /// <summary>Held-out interactions.</summary>
    /// <param name="interactions">What is held out; may be empty.</param>
    /// <param name="train">What the fit learns from.</param>
    /// <param name="userCount">The number of users.</param>
    /// <param name="ranked">Users to rank at most; 0: only the loss is told.</param>
    /// <param name="readsHistories">Whether the model is told histories.</param>
    /// <param name="masked">What rankings leave out; null: <paramref name="train"/>.</param>
    public HeldOut(
        Interactions interactions,
        Interactions train,
        int userCount,
        int ranked,
        bool readsHistories = false,
        Interactions? masked = null
    )
    {
        this.interactions = interactions;
        if (ranked > 0 && interactions.Count > 0)
        {
            var trained = UserItems.From(train, userCount);
            validation = new Validation(
                trained,
                UserItems.From(interactions, userCount),
                ranked,
                UserHistories.From(train, userCount).AskedBefore(interactions),
                readsHistories ? UnseenUsers.Of(trained, interactions) : null,
                masked is null ? trained : UserItems.From(masked, userCount)
            );
        }
    }

    /// <summary>No metrics.</summary>
    public static IReadOnlyDictionary<string, double> Nothing { get; } =
        new Dictionary<string, double>();

    /// <summary>The metric that choices go by, of a model; NaN where nobody is ranked.</summary>
    public double ChoiceMetricOf(TwoTowerModel model) =>
        validation is null ? double.NaN : validation.Measure(model).Metrics[Fit.ChoiceMetric];

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
