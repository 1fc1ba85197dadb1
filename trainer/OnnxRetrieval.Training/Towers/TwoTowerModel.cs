using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// A query tower and a candidate tower whose vectors' dot product, plus a bias for each candidate where there is one, is
/// the score.
/// </summary>
/// <param name="Query">From users to vectors.</param>
/// <param name="Candidate">From items to vectors of the same length.</param>
/// <param name="Bias">A bias for each item and the unknown one, float <c>[count + 1, 1]</c>; null: none.</param>
public sealed record TwoTowerModel(Tower Query, Tower Candidate, Parameter? Bias) : IDisposable
{
    /// <summary>What training changes, in a fixed order; what both towers read once.</summary>
    public IEnumerable<Parameter> Parameters =>
        Query.Parameters.Concat(Candidate.Parameters).Concat(Bias is null ? [] : [Bias]).Distinct();

    /// <summary>The scores of all known candidates for some queries.</summary>
    /// <param name="queries">What is told of <c>n</c> queries.</param>
    /// <returns>Float <c>[n, candidates]</c>.</returns>
    public Tensor Scores(TowerInput queries)
    {
        var vectors = Candidate.ForwardAll().narrow(0, 0, Candidate.Count);
        var scores = Query.Forward(queries).matmul(vectors.t());
        return Bias is null
            ? scores
            : scores.add_(Bias.Value.narrow(0, 0, Candidate.Count).view(-1), Scalars.One);
    }

    /// <summary>
    /// Lets items that nobody has met stand by their features: all that training did to their ids was to push them away. They
    /// get the id of the unknown item and the bias of the least popular of the others.
    /// </summary>
    /// <param name="unmet">Their rows; not all there are.</param>
    public void StandByFeatures(IReadOnlyCollection<int> unmet)
    {
        Candidate.ReplaceByUnknown(unmet);
        if (Bias is null || unmet.Count == 0)
        {
            return;
        }
        using var scope = NewDisposeScope();
        var biases = Bias.ToArray();
        var rows = unmet.ToHashSet();
        var least = Enumerable
            .Range(0, Candidate.Count)
            .Where(item => !rows.Contains(item))
            .Min(item => biases[item]);
        Bias.Value.index_fill_(
            0,
            tensor(unmet.Select(item => (long)item).ToArray()),
            Scalars.Of(least)
        );
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }
    }
}
