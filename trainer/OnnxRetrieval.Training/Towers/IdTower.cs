using OnnxRetrieval.Graph;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Towers;

/// <summary>A tower of one feature, the entity's id, with nothing after its embedding.</summary>
public sealed class IdTower : Tower
{
    private readonly Parameter table;
    private readonly Parameter[] parameters;

    /// <summary>A tower that starts from the given table.</summary>
    /// <param name="name">What its table is called in checkpoints.</param>
    /// <param name="start">Starting values, float <c>[count + 1, dimensions]</c>, the unknown entity last; taken over.</param>
    public IdTower(string name, Tensor start)
    {
        table = new Parameter(name, start);
        parameters = [table];
    }

    /// <inheritdoc/>
    public override int Count => (int)table.Value.shape[0] - 1;

    /// <inheritdoc/>
    public override int Dimensions => (int)table.Value.shape[1];

    /// <inheritdoc/>
    public override IReadOnlyList<Parameter> Parameters => parameters;

    /// <inheritdoc/>
    public override Tensor Forward(TowerInput input, GradientTape? tape = null)
    {
        var rows = tensor(input.Rows);
        return tape is null ? table.Value.index_select(0, rows) : tape.Rows(table, rows);
    }

    /// <inheritdoc/>
    public override Tensor ForwardAll(GradientTape? tape = null) =>
        tape is null ? table.Value : tape.Whole(table);

    /// <inheritdoc/>
    public override void ReplaceByUnknown(IReadOnlyCollection<int> untrained)
    {
        if (untrained.Count == 0)
        {
            return;
        }
        using var scope = NewDisposeScope();
        var rows = tensor(untrained.Select(row => (long)row).ToArray());
        // A copy: the source may not share memory with what is written to.
        var unknown = Forward(new TowerInput([Count])).expand(untrained.Count, Dimensions);
        table.Value.index_copy_(0, rows, unknown);
    }

    /// <inheritdoc/>
    public override void UnknownFromMean(IReadOnlyCollection<int> trained)
    {
        using var scope = NewDisposeScope();
        var rows = tensor(trained.Select(row => (long)row).ToArray());
        var mean = table.Value.index_select(0, rows).mean([0], keepdim: true);
        table.Value.index_copy_(0, tensor(new long[] { Count }), mean);
    }

    /// <inheritdoc/>
    public override ITowerGraph ToGraph(string inputName, IdTable ids, int[] rows)
    {
        using var scope = NewDisposeScope();
        var selected = tensor([.. rows.Select(row => (long)row), Count]);
        var values = table.Value.index_select(0, selected).data<float>().ToArray();
        return new IdTowerGraph(inputName, ids, values, Dimensions);
    }
}
