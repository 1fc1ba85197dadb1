using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Features;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>A feature of codes (a category, genres, words, a range of numbers): the mean of its codes' embeddings.</summary>
public sealed class CodedEncoder : FeatureEncoder
{
    private readonly CodedFeature feature;
    private readonly Parameter table;
    private readonly double missingRate;
    private readonly Parameter[] parameters;

    /// <summary>An encoder that starts from the given table.</summary>
    /// <param name="feature">The codes of all entities.</param>
    /// <param name="table">A row a code, the unknown one last, float <c>[rows, width]</c>.</param>
    /// <param name="missingRate">Share of the entities whose codes training hides, so that a missing value has a trained row.</param>
    public CodedEncoder(CodedFeature feature, Parameter table, double missingRate)
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
    public override Tensor Forward(TowerInput input, GradientTape? tape)
    {
        var entities = input.FeatureRows ?? input.Rows;
        var codes = new List<long>(entities.Length);
        var starts = new int[entities.Length + 1];
        for (var i = 0; i < entities.Length; i++)
        {
            if (tape is not null && tape.Random.NextDouble() < missingRate)
            {
                codes.Add(feature.Rows - 1);
            }
            else
            {
                foreach (var code in feature.CodesOf((int)entities[i]))
                {
                    codes.Add(code);
                }
            }
            starts[i + 1] = codes.Count;
        }
        var read = Reading.Rows(table, [.. codes], tape);
        return codes.Count == entities.Length
            ? read
            : Segments.Sum(read, starts).div(Segments.ByLength(starts, n => n));
    }

    /// <inheritdoc/>
    public override IFeatureGraph ToGraph(TowerExport target)
    {
        var values = table.ToArray();
        return feature switch
        {
            CategoryFeature category => new CategoryFeatureGraph(
                feature.Name,
                category.Values,
                values,
                Width
            ),
            ListFeature list => new CategoryListFeatureGraph(
                feature.Name,
                list.Values,
                values,
                Width
            ),
            BucketsFeature buckets => new BucketFeatureGraph(
                feature.Name,
                buckets.Edges.ToArray(),
                values,
                Width
            ),
            TextFeature text => new TextFeatureGraph(
                feature.Name,
                new IdTable(text.Forms.Tokens),
                text.Forms.Rows,
                values,
                Width
            ),
            _ => throw new NotSupportedException(
                $"A feature of kind {feature.Kind} has no form in a graph."
            ),
        };
    }
}
