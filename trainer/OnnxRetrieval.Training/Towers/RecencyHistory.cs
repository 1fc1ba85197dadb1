using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// A history as the mean of its last items' vectors under weights that are learned by place, times a power of their number:
/// <c>n^(1 - α) Σ_p w_p H_{h_p} / Σ_p w_p</c>, with <c>p</c> 0 for the latest item.
/// </summary>
public sealed class RecencyHistory : HistoryEncoder
{
    private readonly Parameter logWeights;
    private readonly double exponent;
    private readonly Parameter[] parameters;

    /// <summary>An encoder that starts from the given values.</summary>
    /// <param name="table">A vector for each item and the unknown one, float <c>[count + 1, width]</c>; may be shared.</param>
    /// <param name="logWeights">The logarithm of each place's weight from the latest on, float <c>[length, 1]</c>; older items are left out.</param>
    /// <param name="exponent">α: 1 is the mean, 0 the sum.</param>
    public RecencyHistory(Parameter table, Parameter logWeights, double exponent)
        : base(table)
    {
        this.logWeights = logWeights;
        this.exponent = exponent;
        parameters = [table, logWeights];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <inheritdoc/>
    public override Tensor Forward(HistoryBatch histories, GradientTape? tape)
    {
        var last = histories.Last((int)logWeights.Value.shape[0]);
        var places = new long[last.Items.Length];
        for (var i = 0; i < last.Count; i++)
        {
            for (var at = last.Starts[i]; at < last.Starts[i + 1]; at++)
            {
                places[at] = last.Starts[i + 1] - 1 - at;
            }
        }
        var rows = Array.ConvertAll(last.Items, item => (long)item);
        var weights = Reading.Whole(logWeights, tape).exp().index_select(0, tensor(places));
        // An empty history is 0 / 1.
        var empty = Segments.ByLength(last.Starts, n => n == 0 ? 1 : 0);
        return Segments
            .Sum(Reading.Rows(Table, rows, tape).mul(weights), last.Starts)
            .div(Segments.Sum(weights, last.Starts).add(empty, Scalars.One))
            .mul(Segments.ByLength(last.Starts, n => Math.Pow(n, 1 - exponent)));
    }

    /// <inheritdoc/>
    protected override HistoryPooling Pooling() =>
        HistoryPooling.Recency(Array.ConvertAll(logWeights.ToArray(), MathF.Exp), (float)exponent);
}
