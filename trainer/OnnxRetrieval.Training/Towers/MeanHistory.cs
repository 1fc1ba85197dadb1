using OnnxRetrieval.Graph;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// A history as the sum of its items' vectors, divided by a power of their number: <c>Σ_{i ∈ h} H_i / |h|^α</c> (FISM:
/// Kabbur, Ning and Karypis, KDD 2013; SLIM and EASE at low rank are of this form).
/// </summary>
/// <param name="table">A vector for each item and the unknown one, float <c>[count + 1, width]</c>; may be shared.</param>
/// <param name="exponent">α: 1 is the mean, 0 the sum.</param>
public sealed class MeanHistory(Parameter table, double exponent) : HistoryEncoder(table)
{
    private readonly Parameter[] parameters = [table];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <inheritdoc/>
    public override Tensor Forward(HistoryBatch histories, GradientTape? tape)
    {
        var entries = Reading.Rows(
            Table,
            Array.ConvertAll(histories.Items, item => (long)item),
            tape
        );
        return Segments
            .Sum(entries, histories.Starts)
            .mul(Segments.ByLength(histories.Starts, n => n == 0 ? 0 : Math.Pow(n, -exponent)));
    }

    /// <inheritdoc/>
    protected override HistoryPooling Pooling() => HistoryPooling.Mean((float)exponent);
}
