using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>A two-tower model of a few entities beside the same numbers as plain doubles.</summary>
internal sealed class TinyModel : IDisposable
{
    public TinyModel(
        int users,
        int items,
        int dimensions,
        bool bias,
        int seed,
        RowFrequencies? queryFrequencies = null,
        RowFrequencies? candidateFrequencies = null
    )
    {
        var random = new Random(seed);
        var query = Tensors.Values(random, (users + 1) * dimensions);
        var candidate = Tensors.Values(random, (items + 1) * dimensions);
        var biases = bias ? Tensors.Values(random, items + 1) : null;
        Dimensions = dimensions;
        Query = Array.ConvertAll(query, value => (double)value);
        Candidate = Array.ConvertAll(candidate, value => (double)value);
        Bias = Array.ConvertAll(biases ?? new float[items + 1], value => (double)value);
        using var scope = NewDisposeScope();
        Model = new TwoTowerModel(
            Tower("query/id", query, users + 1, queryFrequencies),
            Tower("candidate/id", candidate, items + 1, candidateFrequencies),
            biases is null ? null : new Parameter("candidate/bias", tensor(biases, [items + 1, 1]))
        );
    }

    public TwoTowerModel Model { get; }

    public int Dimensions { get; }

    /// <summary>Query vectors row by row; may be changed, which the model does not notice.</summary>
    public double[] Query { get; }

    public double[] Candidate { get; }

    public double[] Bias { get; }

    public double Score(long query, long candidate)
    {
        var score = Bias[candidate];
        for (var i = 0; i < Dimensions; i++)
        {
            score += Query[query * Dimensions + i] * Candidate[candidate * Dimensions + i];
        }
        return score;
    }

    /// <summary>Holds every partial derivative that a tape has against central differences of a plain loss.</summary>
    public void HasGradientsOf(Func<double> loss, GradientTape tape)
    {
        const double Step = 1e-5;
        var derived = Derived(tape);
        foreach (
            var (name, values) in new[]
            {
                ("query/id", Query),
                ("candidate/id", Candidate),
                ("candidate/bias", Bias),
            }
        )
        {
            if (name == "candidate/bias" && Model.Bias is null)
            {
                continue;
            }
            for (var i = 0; i < values.Length; i++)
            {
                var kept = values[i];
                values[i] = kept + Step;
                var above = loss();
                values[i] = kept - Step;
                var below = loss();
                values[i] = kept;
                var expected = (above - below) / (2 * Step);
                Assert.True(
                    Math.Abs(expected - derived[name][i]) < 1e-5 * Math.Max(1, Math.Abs(expected)),
                    $"d loss / d {name}[{i}] is {expected}, and the tape has {derived[name][i]}."
                );
            }
        }
    }

    public void Dispose() => Model.Dispose();

    private FeatureTower Tower(string name, float[] start, int rows, RowFrequencies? frequencies) =>
        IdTowers.Of(new(name, tensor(start, [rows, Dimensions])) { Frequencies = frequencies });

    private Dictionary<string, double[]> Derived(GradientTape tape)
    {
        var derived = Model.Parameters.ToDictionary(
            parameter => parameter.Name,
            parameter => new double[parameter.Value.numel()]
        );
        foreach (var (parameter, rows, gradient) in tape.Gradients())
        {
            var columns = (int)parameter.Value.shape[1];
            var values = gradient.ToArray();
            var read = rows?.data<long>().ToArray();
            for (var i = 0; i < values.Length; i++)
            {
                var row = read?[i / columns] ?? i / columns;
                derived[parameter.Name][row * columns + i % columns] += values[i];
            }
        }
        return derived;
    }
}
