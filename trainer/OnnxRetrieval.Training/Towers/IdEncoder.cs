using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>
/// Who an entity is: the embedding of its id, what its history says, or the mean of both where both are given. Where neither
/// is, it is the unknown entity.
/// </summary>
/// <remarks>
/// Each of the two is trained to serve alone, for users and for strangers with a history, so either may be left out, and
/// their mean is an ensemble of both. A user who was trained gets that once and for all by <see cref="Settle"/>.
/// </remarks>
public sealed class IdEncoder : FeatureEncoder
{
    private const int RowsAtOnce = 4096;
    private readonly Parameter? table;
    private readonly HistoryEncoder? history;
    private readonly Parameter[] parameters;

    /// <summary>An encoder of the given parts, at least one.</summary>
    /// <param name="table">A row each id, the unknown entity last, float <c>[count + 1, width]</c>; null: ids are not read.</param>
    /// <param name="history">Encodes histories, to the same width; null: they are not read.</param>
    public IdEncoder(Parameter? table, HistoryEncoder? history = null)
    {
        if (table is null && history is null)
        {
            throw new ArgumentException("An encoder needs the id, a history, or both.");
        }
        this.table = table;
        this.history = history;
        parameters = [.. table is null ? [] : new[] { table }, .. history?.Parameters ?? []];
    }

    /// <inheritdoc/>
    public override int Width => table is null ? history!.Width : (int)table.Value.shape[1];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <inheritdoc/>
    public override bool ReadsHistory => history is not null;

    private long UnknownRow => table!.Value.shape[0] - 1;

    /// <inheritdoc/>
    public override Tensor Forward(TowerInput input, GradientTape? tape)
    {
        var histories = history is null ? null : input.Histories;
        if (table is null)
        {
            return histories is null
                ? zeros(input.Rows.Length, Width)
                : history!.Forward(histories, tape);
        }
        var own = Reading.Rows(table, input.Rows, tape);
        if (histories is null)
        {
            return own;
        }
        var shares = new float[input.Rows.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            var hasHistory = histories.Starts[i + 1] > histories.Starts[i];
            shares[i] =
                !hasHistory ? 0
                : input.Rows[i] == UnknownRow ? 1
                : 0.5f;
        }
        return own.lerp(history!.Forward(histories, tape), tensor(shares).unsqueeze_(1));
    }

    /// <summary>Gives every entity that was never trained the block of the unknown one.</summary>
    /// <param name="untrained">Entity rows.</param>
    public void ReplaceByUnknown(IReadOnlyCollection<int> untrained)
    {
        if (table is null || untrained.Count == 0)
        {
            return;
        }
        using var scope = NewDisposeScope();
        // A copy: the source may not share memory with what is written to.
        var unknown = table.Value.index_select(0, tensor(new[] { UnknownRow }));
        table.Value.index_copy_(0, Indices(untrained), unknown.expand(untrained.Count, Width));
    }

    /// <summary>Gives the unknown entity the mean of trained ones, where training itself has not met it.</summary>
    /// <param name="trained">Entity rows, at least one.</param>
    public void UnknownFromMean(IReadOnlyCollection<int> trained)
    {
        if (table is null)
        {
            return;
        }
        using var scope = NewDisposeScope();
        var mean = table.Value.index_select(0, Indices(trained)).mean([0], keepdim: true);
        table.Value.index_copy_(0, tensor(new[] { UnknownRow }), mean);
    }

    /// <summary>Gives each id what it and its training history say together.</summary>
    /// <param name="histories">The histories of the entities in training, by row.</param>
    public void Settle(UserHistories histories)
    {
        if (table is null || history is null)
        {
            return;
        }
        using var gradients = no_grad();
        var users = Enumerable
            .Range(0, histories.UserCount)
            .Where(user => histories[user].Length > 0);
        foreach (var chunk in users.Chunk(RowsAtOnce))
        {
            using var scope = NewDisposeScope();
            var input = new TowerInput(Array.ConvertAll(chunk, user => (long)user))
            {
                Histories = HistoryBatch.Of(histories, chunk),
            };
            table.Value.index_copy_(0, tensor(input.Rows), Forward(input, null));
        }
    }

    /// <inheritdoc/>
    public override IFeatureGraph ToGraph(TowerExport target)
    {
        if (table is null)
        {
            return history!.ToGraph(target);
        }
        using var scope = NewDisposeScope();
        var rows = tensor([.. target.Rows.Select(row => (long)row), UnknownRow]);
        var id = new CategoryFeatureGraph(
            target.InputName,
            target.Ids,
            table.Value.index_select(0, rows).data<float>().ToArray(),
            Width,
            isIdentity: true
        );
        return history is null ? id : new IdentityFeatureGraph(id, history.ToGraph(target));
    }

    private static Tensor Indices(IReadOnlyCollection<int> rows) =>
        tensor(rows.Select(row => (long)row).ToArray());
}
