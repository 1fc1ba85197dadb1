using OnnxRetrieval.Training.Optimization;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Optimization;

/// <summary>What holds for every optimizer, each held against a version in plain C#.</summary>
[Collection(TorchTests.Name)]
public sealed class OptimizerTests
{
    private const int Rows = 9;
    private const int Columns = 3;
    private const int Steps = 25;

    public static TheoryData<string> Names => ["adagrad", "adam", "adamw"];

    private const double WeightDecay = 0.2;

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_over_rows_equal_the_plain_rule(string name) =>
        Compare(
            name,
            decay: null,
            random => [.. Enumerable.Range(0, 6).Select(_ => random.Next(Rows - 1))]
        );

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_over_the_whole_equal_the_plain_rule(string name) =>
        Compare(name, decay: null, _ => null);

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_with_decay_equal_the_plain_rule(string name)
    {
        float[] decay = [.. Enumerable.Range(0, Rows).Select(row => row * 0.05f)];

        Compare(name, decay, _ => null);
        Compare(name, decay, random => [random.Next(Rows), random.Next(Rows)]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Rows_that_no_step_read_keep_their_bits(string name)
    {
        var random = new Random(1);
        using var parameter = Tensors.Parameter("p", random, Rows, Columns);
        parameter.SetDecay([.. Enumerable.Repeat(0.3f, Rows)]);
        using var optimizer = Make(name);
        var before = parameter.Value.ToArray();
        for (var step = 0; step < 5; step++)
        {
            Step(optimizer, parameter, [2, 5, 2], Tensors.Values(random, 3 * Columns), 0.1);
        }

        var after = parameter.Value.ToArray();

        for (var i = 0; i < before.Length; i++)
        {
            var touched = i / Columns is 2 or 5;
            Assert.Equal(
                touched,
                BitConverter.SingleToInt32Bits(before[i])
                    != BitConverter.SingleToInt32Bits(after[i])
            );
        }
        foreach (var (kind, state) in optimizer.State)
        {
            var values = state.ToArray();
            var columns = values.Length / Rows;
            Assert.Equal(values[..columns], values[(3 * columns)..(4 * columns)]);
            Assert.NotEqual(values[..columns], values[(2 * columns)..(3 * columns)]);
            Assert.StartsWith("p/", kind, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_row_read_twice_moves_as_one_read_with_the_sum(string name)
    {
        var values = Tensors.Values(new Random(2), Columns);
        float[] twice = [.. values, .. values];
        float[] sum = [.. values.Select(value => 2 * value)];

        Assert.Equal(After([4], sum), After([4, 4], twice));

        float[] After(long[] rows, float[] gradient)
        {
            using var parameter = Tensors.Parameter("p", new Random(1), Rows, Columns);
            using var optimizer = Make(name);
            Step(optimizer, parameter, rows, gradient, 0.1);
            return parameter.Value.ToArray();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_optimizer_with_restored_state_goes_on_with_the_same_bits(string name)
    {
        using var first = Tensors.Parameter("p", new Random(1), Rows, Columns);
        using var optimizer = Make(name);
        var random = new Random(5);
        for (var step = 0; step < 4; step++)
        {
            Step(optimizer, first, [1, 2], Tensors.Values(random, 2 * Columns), 0.1);
        }
        using var second = new Parameter("p", first.Value.clone());
        using var other = Make(name);
        // A state that is there already gives way.
        Step(other, second, [1], new float[Columns], 0);
        second.Value.copy_(first.Value);
        foreach (var (kind, state) in optimizer.State)
        {
            other.Restore(kind, state.clone());
        }

        var gradient = Tensors.Values(random, 2 * Columns);
        Step(optimizer, first, [1, 2], gradient, 0.1);
        Step(other, second, [1, 2], gradient, 0.1);

        Assert.Equal(first.Value.ToArray(), second.Value.ToArray());
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(0.5, 0.5 / 13)]
    public void Gradients_longer_than_the_bound_together_are_shortened_to_it(
        double bound,
        double scale
    )
    {
        // Over two parameters, and a row that is read twice: (3, 4) and 12 are 13 long.
        using var one = new Parameter("one", zeros(2, 2));
        using var two = new Parameter("two", zeros(1, 1));
        using var optimizer = new Adagrad(initialAccumulator: 0, epsilon: 1) { ClipNorm = bound };
        using var scope = NewDisposeScope();
        var tape = new GradientTape();
        var rows = tape.Rows(one, tensor(new long[] { 1, 1 }));
        var whole = tape.Whole(two);
        tape.Backward(rows, tensor(new float[] { 1, 1, 2, 3 }, [2, 2]));
        tape.Backward(whole, tensor(new float[] { 12 }, [1, 1]));

        optimizer.Step(tape, 1);

        Assert.Equal([0, 0], one.Value.ToArray()[..2]);
        Check(3, one.Value.ToArray()[2]);
        Check(4, one.Value.ToArray()[3]);
        Check(12, two.Value.ToArray()[0]);

        void Check(double gradient, float moved)
        {
            var clipped = gradient * scale;
            Assert.Equal(-clipped / Math.Sqrt(clipped * clipped + 1), moved, 1e-5);
        }
    }

    /// <summary>Takes steps with random gradients, with libtorch and number by number.</summary>
    private static void Compare(string name, float[]? decay, Func<Random, long[]?> choose)
    {
        var random = new Random(3);
        using var parameter = Tensors.Parameter("p", random, Rows, Columns);
        if (decay is not null)
        {
            parameter.SetDecay(decay);
        }
        using var optimizer = Make(name);
        var plain = new PlainOptimizer(name, parameter.Value.ToArray(), Columns);
        for (var step = 0; step < Steps; step++)
        {
            var rows = choose(random);
            var gradient = Tensors.Values(random, (rows?.Length ?? Rows) * Columns);
            var rate = 0.1 / (1 + step);

            Step(optimizer, parameter, rows, gradient, rate);

            var summed = new Dictionary<int, double[]>();
            for (var i = 0; i < gradient.Length; i++)
            {
                var row = (int)(rows?[i / Columns] ?? i / Columns);
                if (!summed.TryGetValue(row, out var sum))
                {
                    summed[row] = sum = new double[Columns];
                }
                sum[i % Columns] += gradient[i];
            }
            plain.Step(summed, decay, rate);
        }

        var values = parameter.Value.ToArray();

        for (var i = 0; i < values.Length; i++)
        {
            Assert.Equal(plain.Values[i], values[i], 2e-5);
        }
    }

    private static Optimizer Make(string name) =>
        name switch
        {
            "adam" => new Adam(),
            "adamw" => new AdamW(WeightDecay),
            _ => new Adagrad(),
        };

    [Fact]
    public void What_is_not_decayed_steps_as_without_decay()
    {
        var values = Tensors.Values(new Random(4), Rows * Columns);
        using var spared = new Parameter("p", tensor(values, [Rows, Columns]))
        {
            IsDecayed = false,
        };
        using var plain = new Parameter("p", tensor(values, [Rows, Columns]));
        using var decaying = new AdamW(WeightDecay);
        using var adam = new Adam();
        foreach (var rows in (long[]?[])[null, [1, 4], [4]])
        {
            var gradient = Tensors.Values(new Random(5), (rows?.Length ?? Rows) * Columns);
            Step(decaying, spared, rows, gradient, 0.1);
            Step(adam, plain, rows, gradient, 0.1);
        }

        Assert.Equal(plain.ToArray(), spared.ToArray());
    }

    private static void Step(
        Optimizer optimizer,
        Parameter parameter,
        long[]? rows,
        float[] gradient,
        double rate
    )
    {
        using var scope = NewDisposeScope();
        var tape = new GradientTape();
        var read = rows is null ? tape.Whole(parameter) : tape.Rows(parameter, tensor(rows));
        tape.Backward(read, tensor(gradient, read.shape));
        optimizer.Step(tape, rate);
    }

    /// <summary>Adagrad, lazy Adam and lazy AdamW in double precision, as their papers and Keras' documentation give them.</summary>
    private sealed class PlainOptimizer(string name, float[] start, int columns)
    {
        private readonly double[] first = new double[start.Length];
        private readonly double[] second =
        [
            .. Enumerable.Repeat(name == "adagrad" ? 0.1 : 0, start.Length),
        ];
        private readonly int[] steps = new int[start.Length / columns];

        public double[] Values { get; } = Array.ConvertAll(start, value => (double)value);

        public void Step(Dictionary<int, double[]> gradients, float[]? decay, double rate)
        {
            foreach (var (row, gradient) in gradients)
            {
                steps[row]++;
                for (var column = 0; column < columns; column++)
                {
                    var i = row * columns + column;
                    // Decoupled, and before anything else.
                    var decoupled = name == "adamw" ? rate * WeightDecay * Values[i] : 0;
                    var slope = gradient[column] + (decay?[row] ?? 0) * Values[i];
                    if (name == "adagrad")
                    {
                        second[i] += slope * slope;
                        Values[i] -= rate * slope / Math.Sqrt(second[i] + 1e-7);
                        continue;
                    }
                    first[i] = 0.9 * first[i] + 0.1 * slope;
                    second[i] = 0.999 * second[i] + 0.001 * slope * slope;
                    var mean = first[i] / (1 - Math.Pow(0.9, steps[row]));
                    var square = second[i] / (1 - Math.Pow(0.999, steps[row]));
                    Values[i] -= decoupled + rate * mean / (Math.Sqrt(square) + 1e-8);
                }
            }
        }
    }
}
