using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace MyTrainer;

/// <summary>x ⊙ (x W + b) + x (Wang et al., "DCN V2", WWW 2021).</summary>
public sealed class CrossLayer(string name, int width) : Layer
{
    private readonly Parameter[] parameters =
    [
        new($"{name}/weights", zeros(width, width)),
        new($"{name}/bias", zeros(1, width)) { IsDecayed = false },
    ];

    public override int Outputs => width;

    public override IReadOnlyList<Parameter> Parameters => parameters;

    public override Tensor Forward(Tensor input, GradientTape? tape)
    {
        var (w, b) = (Reading.Whole(parameters[0], tape), Reading.Whole(parameters[1], tape));
        return input.matmul(w).add(b, Scalars.One).mul(input).add(input, Scalars.One);
    }

    public override ILayerGraph ToGraph() =>
        new InGraph(parameters[0].ToArray(), parameters[1].ToArray());

    private sealed class InGraph(float[] weights, float[] bias) : ILayerGraph
    {
        public GraphValue Emit(GraphBuilder graph, string scope, GraphValue input)
        {
            var w = graph.Weights($"{scope}/weights", weights, bias.Length, bias.Length);
            var b = graph.Weights($"{scope}/bias", bias, bias.Length);
            return graph.Add(graph.Mul(graph.Gemm(input, w, b), input), input);
        }
    }
}
