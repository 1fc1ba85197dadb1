using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Features;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>The hour or the weekday of a query: the embedding of each.</summary>
public sealed class TimeEncoder : FeatureEncoder
{
    private readonly TimeFeature feature;
    private readonly Parameter table;
    private readonly double missingRate;
    private readonly Parameter[] parameters;

    /// <summary>An encoder that starts from the given table.</summary>
    /// <param name="feature">From a time to a row.</param>
    /// <param name="table">A row each, the last for a missing time, float <c>[rows, width]</c>.</param>
    /// <param name="missingRate">Share of the queries whose time training hides.</param>
    public TimeEncoder(TimeFeature feature, Parameter table, double missingRate)
    {
        this.feature = feature;
        this.table = table;
        this.missingRate = missingRate;
        parameters = [table];
    }

    /// <inheritdoc/>
    public override int Width => (int)table.Value.shape[1];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <inheritdoc/>
    public override bool ReadsTime => true;

    /// <inheritdoc/>
    public override Tensor Forward(TowerInput input, GradientTape? tape)
    {
        var rows = new long[input.Rows.Length];
        for (var i = 0; i < rows.Length; i++)
        {
            var isHidden = tape is not null && tape.Random.NextDouble() < missingRate;
            rows[i] = feature.RowOf(
                isHidden || input.Times is null ? TimeFeature.NoTime : input.Times[i]
            );
        }
        return Reading.Rows(table, rows, tape);
    }

    /// <inheritdoc/>
    public override IFeatureGraph ToGraph(TowerExport target)
    {
        ReadOnlyMemory<float>? values = table.ToArray();
        return feature.Kind == FeatureKind.Hour
            ? new TimeFeatureGraph(feature.Name, values, null, Width)
            : new TimeFeatureGraph(feature.Name, null, values, Width);
    }
}
