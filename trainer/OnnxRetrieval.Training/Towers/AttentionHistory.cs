using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Native;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// A history by self-attention of its latest item to the last ones (Kang and McAuley, "Self-Attentive Sequential
/// Recommendation", ICDM 2018). <see cref="HistoryAttention"/> has the formulas; both sides compute the same.
/// </summary>
public sealed class AttentionHistory : HistoryEncoder
{
    private const float Epsilon = 1e-5f;
    private const double Never = -1e30;
    private readonly int heads;
    private readonly Parameter[] own;
    private readonly Parameter[] parameters;

    /// <summary>An encoder with Glorot's starting values, drawn from torch's generator.</summary>
    /// <param name="name">What its parameters are called in checkpoints.</param>
    /// <param name="table">A vector for each item and the unknown one, float <c>[count + 1, width]</c>; may be shared.</param>
    /// <param name="length">The items read: the last ones.</param>
    /// <param name="heads">The number of heads, which divides the width.</param>
    public AttentionHistory(string name, Parameter table, int length, int heads)
        : base(table)
    {
        var width = (int)table.Value.shape[1];
        if (width % heads != 0)
        {
            throw new ArgumentException($"{heads} heads do not divide a width of {width}.");
        }
        this.heads = heads;
        var range = Math.Sqrt(3.0 / width);
        own =
        [
            new(name + "/positions", zeros(length, width)),
            Matrix("query"),
            Row("query_bias", zeros(1, width)),
            Matrix("key"),
            Matrix("value"),
            Row("value_bias", zeros(1, width)),
            Matrix("output"),
            Row("output_bias", zeros(1, width)),
            Row("gain", ones(1, width)),
            Row("shift", zeros(1, width)),
        ];
        parameters = [table, .. own];

        Parameter Matrix(string what) =>
            new(
                $"{name}/{what}",
                rand(width, width).mul_(Scalars.Of(2 * range)).sub_(Scalars.Of(range))
            );

        Parameter Row(string what, Tensor start) =>
            new($"{name}/{what}", start) { IsDecayed = false };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <inheritdoc/>
    public override Tensor Forward(HistoryBatch histories, GradientTape? tape)
    {
        var width = (long)Width;
        var read = Array.ConvertAll(own, parameter => Reading.Whole(parameter, tape));
        var (positions, query, queryBias) = (read[0], read[1], read[2]);
        var (key, value, valueBias) = (read[3], read[4], read[5]);
        var (output, outputBias, gain, shift) = (read[6], read[7], read[8], read[9]);

        // Entry 0 is the latest, so that the places of positions are those of entries.
        var (rows, isThere, length) = Latest(histories, (int)positions.shape[0]);
        var count = histories.Count;
        var states = Reading
            .Rows(Table, rows, tape)
            .view(count, length, width)
            .add(positions.narrow(0, 0, length).unsqueeze(0), Scalars.One);
        var latest = states.narrow(1, 0, 1);
        var logits = Heads(Project(latest, query, queryBias))
            .matmul(Heads(states.matmul(key)).transpose(2, 3))
            .mul(Scalars.Of(1 / Math.Sqrt((double)width / heads)));
        var mask = tensor(isThere).view(count, 1, 1, length);
        var shares = logits.masked_fill(mask.logical_not(), Scalars.Of(Never)).softmax(-1);
        var mixed = shares
            .matmul(Heads(Project(states, value, valueBias)))
            .transpose(1, 2)
            .reshape(count, 1, width);
        var result = latest.add(Project(mixed, output, outputBias), Scalars.One).view(count, width);
        var normalized = nn.functional.layer_norm(
            result,
            [width],
            gain.view(-1),
            shift.view(-1),
            Epsilon
        );
        return normalized.mul(Segments.ByLength(histories.Starts, n => n == 0 ? 0 : 1));

        Tensor Heads(Tensor of) =>
            of.view(count, of.shape[1], heads, width / heads).transpose(1, 2);

        static Tensor Project(Tensor of, Tensor weights, Tensor bias) =>
            of.matmul(weights).add(bias, Scalars.One);
    }

    /// <inheritdoc/>
    protected override HistoryPooling Pooling()
    {
        var values = Array.ConvertAll(own, parameter => parameter.ToArray());
        return HistoryPooling.Attention(
            new HistoryAttention
            {
                Heads = heads,
                Positions = values[0],
                Query = values[1],
                QueryBias = values[2],
                Key = values[3],
                Value = values[4],
                ValueBias = values[5],
                Output = values[6],
                OutputBias = values[7],
                Norm = new LayerNorm(values[8], values[9], Epsilon),
            }
        );
    }

    /// <summary>The rows of each history's last items, the latest first, padded with the unknown item's.</summary>
    private (long[] Rows, bool[] IsThere, int Length) Latest(HistoryBatch histories, int most)
    {
        var length = 1;
        for (var i = 0; i < histories.Count; i++)
        {
            length = Math.Max(length, histories.Starts[i + 1] - histories.Starts[i]);
        }
        length = Math.Min(length, most);
        var rows = new long[histories.Count * length];
        var isThere = new bool[rows.Length];
        Array.Fill(rows, Table.Value.shape[0] - 1);
        for (var i = 0; i < histories.Count; i++)
        {
            var end = histories.Starts[i + 1];
            var taken = Math.Min(length, end - histories.Starts[i]);
            for (var place = 0; place < taken; place++)
            {
                rows[i * length + place] = histories.Items[end - 1 - place];
                isThere[i * length + place] = true;
            }
        }
        return (rows, isThere, length);
    }
}
