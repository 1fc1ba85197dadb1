using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Objectives;

/// <summary>The towers' vectors for a batch, and the way back for their gradients.</summary>
public sealed class BatchVectors
{
    private readonly GradientTape? tape;

    private BatchVectors(Tensor queries, Tensor candidates, Tensor? bias, GradientTape? tape)
    {
        Queries = queries;
        Candidates = candidates;
        Bias = bias;
        this.tape = tape;
    }

    /// <summary>Vectors of the batch's queries, <c>[n, dimensions]</c>.</summary>
    public Tensor Queries { get; }

    /// <summary>Vectors of the batch's candidates, or of the whole catalogue and the unknown item, <c>[m, dimensions]</c>.</summary>
    public Tensor Candidates { get; }

    /// <summary>Biases of the candidates, <c>[m, 1]</c>; null: the model has none.</summary>
    public Tensor? Bias { get; }

    /// <summary>Runs the towers.</summary>
    /// <param name="model">The model.</param>
    /// <param name="batch">Queries and candidates.</param>
    /// <param name="tape">Records what is read, for training; null: the values alone.</param>
    public static BatchVectors Read(TwoTowerModel model, Batch batch, GradientTape? tape)
    {
        var queries = model.Query.Forward(batch.QueryInput, tape);
        var rows = batch.Candidates.Length == 0 ? null : tensor(batch.Candidates);
        var candidates = rows is null
            ? model.Candidate.ForwardAll(tape)
            : model.Candidate.Forward(new TowerInput(batch.Candidates), tape);
        return new BatchVectors(queries, candidates, Biases(model.Bias, rows, tape), tape);
    }

    /// <summary>Carries gradients back to what the towers read.</summary>
    /// <param name="queries">The gradient with respect to <see cref="Queries"/>.</param>
    /// <param name="candidates">The gradient with respect to <see cref="Candidates"/>.</param>
    /// <param name="bias">The gradient with respect to <see cref="Bias"/>; asked for where there is one.</param>
    /// <exception cref="InvalidOperationException">The vectors were read without a tape.</exception>
    public void Backward(Tensor queries, Tensor candidates, Func<Tensor> bias)
    {
        if (tape is null)
        {
            throw new InvalidOperationException("The vectors were read without a tape.");
        }
        tape.Backward(Queries, queries);
        tape.Backward(Candidates, candidates);
        if (Bias is not null)
        {
            tape.Backward(Bias, bias());
        }
    }

    private static Tensor? Biases(Parameter? bias, Tensor? rows, GradientTape? tape) =>
        bias is null ? null
        : tape is null ? (rows is null ? bias.Value : bias.Value.index_select(0, rows))
        : rows is null ? tape.Whole(bias)
        : tape.Rows(bias, rows);
}
