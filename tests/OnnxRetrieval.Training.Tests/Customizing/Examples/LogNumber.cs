using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Customizing;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace MyTrainer;

public sealed class LogNumber(string name) : CustomFeature(name)
{
    public override FeatureEncoder CreateEncoder(FeatureParts parts) =>
        new Encoder(Name, parts.Numbers(), parts.NewTable(rows: 1));

    private sealed class Encoder(string name, float[] numbers, Parameter table) : FeatureEncoder
    {
        public override int Width => (int)table.Value.shape[1];
        public override IReadOnlyList<Parameter> Parameters => [table];

        public override Tensor Forward(TowerInput input, GradientTape? tape)
        {
            var rows = input.FeatureRows ?? input.Rows;
            var logs = tensor(rows.Select(row => numbers[row]).ToArray()).log1p().nan_to_num();
            return logs.unsqueeze(1).matmul(Reading.Whole(table, tape));
        }

        public override IFeatureGraph ToGraph(TowerExport _) => new InGraph(name, table.ToArray());
    }

    private sealed class InGraph(string name, float[] row) : IFeatureGraph
    {
        public FeatureOutput Emit(GraphBuilder graph)
        {
            var number = FeatureInput.Number(graph, name);
            var log = graph.Log(graph.Add(number, graph.Constant(1f)));
            var known = graph.Where(graph.IsNaN(number), graph.Constant(0f), log);
            var weights = graph.Weights($"{graph.Scope(name)}/weights", row, row.Length);
            return new(graph.Mul(graph.Unsqueeze(known, [1]), weights), Known: null);
        }
    }
}
