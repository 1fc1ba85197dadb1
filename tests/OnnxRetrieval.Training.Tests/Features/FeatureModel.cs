using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Features;

/// <summary>
/// A model of one feature, whose score is the mean of the codes that the graph makes of a raw value, or the standardized
/// number.
/// </summary>
internal sealed class FeatureModel : IDisposable
{
    /// <summary>The score of a missing number.</summary>
    public const float Missing = 99;

    private readonly TemporaryFolder folder = new();
    private readonly Retriever retriever;

    public FeatureModel(EncodedFeature feature)
    {
        var path = Path.Combine(folder.Path, "model.onnx");
        OnnxFile.Write(
            RetrievalGraph.Build(
                new Tower(Graph(feature)),
                new CandidateTable(new IdTable([1L]), new float[] { 1 }, 1),
                new RetrievalGraphOptions { Opset = 20 }
            ),
            path
        );
        retriever = Retriever.Load(path, new RetrieverOptions { Threads = 1 });
    }

    public QueryFeature Input => retriever.Info.QueryFeatures[0];

    public float Run(FeatureValue value) =>
        retriever.Retrieve(new Query { [Input.Name] = value }, 1)[0].Score;

    public void Dispose()
    {
        retriever.Dispose();
        folder.Dispose();
    }

    private static IFeatureGraph Graph(EncodedFeature feature)
    {
        if (feature is NumberFeature number)
        {
            return new NumberFeatureGraph(
                number.Name,
                number.Mean,
                number.Scale,
                new float[] { 1 },
                new float[] { Missing },
                NumberFeature.Bound
            );
        }
        float[] table =
        [
            .. Enumerable.Range(0, ((CodedFeature)feature).Rows).Select(row => (float)row),
        ];
        return feature switch
        {
            CategoryFeature category => new CategoryFeatureGraph(
                feature.Name,
                category.Values,
                table,
                1
            ),
            ListFeature list => new CategoryListFeatureGraph(feature.Name, list.Values, table, 1),
            BucketsFeature buckets => new BucketFeatureGraph(
                feature.Name,
                buckets.Edges.ToArray(),
                table,
                1
            ),
            TextFeature text => new TextFeatureGraph(
                feature.Name,
                new IdTable(text.Forms.Tokens),
                text.Forms.Rows,
                table,
                1
            ),
            _ => throw new NotSupportedException(feature.Key),
        };
    }

    private sealed class Tower(IFeatureGraph feature) : ITowerGraph
    {
        public TowerOutput Emit(GraphBuilder graph)
        {
            var vector = feature.Emit(graph).Vector;
            var known = graph.Less(graph.Constant(float.MinValue), graph.ReduceSum(vector, [1]));
            return new TowerOutput(vector, known);
        }
    }
}
