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

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var parameter in Parameters)
        {
            parameter.Dispose();
        }
    }
}
