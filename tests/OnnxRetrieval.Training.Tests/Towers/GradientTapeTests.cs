using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Tests.Support;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Towers;

[Collection(TorchTests.Name)]
public sealed class GradientTapeTests
{
    [Fact]
    public void Rows_read_more_than_once_come_back_once_with_the_sum()
    {
        using var scope = NewDisposeScope();
        using var parameter = Tensors.Parameter("p", new Random(1), 5, 2);
        var tape = new GradientTape();
        var read = tape.Rows(parameter, tensor([3L, 1, 3]));
        tape.Backward(read, tensor([1f, 2, 3, 4, 5, 6], [3, 2]));

        var (of, rows, gradient) = Assert.Single(tape.Gradients());

        Assert.Same(parameter, of);
        Assert.Equal([1L, 3L], rows!.data<long>().ToArray());
        Assert.Equal([3f, 4, 6, 8], gradient.ToArray());
    }

    [Fact]
    public void Gradients_go_through_what_lies_between_the_rows_and_the_output()
    {
        using var scope = NewDisposeScope();
        using var parameter = Tensors.Parameter("p", new Random(1), 5, 2);
        var tape = new GradientTape();
        var output = tape.Rows(parameter, tensor([0L, 4])).mul(Scalars.Of(3));
        tape.Backward(output, tensor([1f, 2, 3, 4], [2, 2]));

        var (_, rows, gradient) = Assert.Single(tape.Gradients());

        Assert.Equal([0L, 4L], rows!.data<long>().ToArray());
        Assert.Equal([3f, 6, 9, 12], gradient.ToArray());
    }

    [Fact]
    public void What_was_read_and_not_differentiated_has_no_gradient()
    {
        using var scope = NewDisposeScope();
        using var parameter = Tensors.Parameter("p", new Random(1), 5, 2);
        var tape = new GradientTape();
        tape.Whole(parameter);

        Assert.Empty(tape.Gradients());
    }

    [Fact]
    public void A_parameter_read_by_two_calls_comes_back_once()
    {
        using var scope = NewDisposeScope();
        using var parameter = Tensors.Parameter("p", new Random(1), 3, 1);
        var tape = new GradientTape();
        tape.Backward(tape.Rows(parameter, tensor([2L, 0])), tensor([1f, 2], [2, 1]));
        tape.Backward(tape.Rows(parameter, tensor([2L])), tensor([10f], [1, 1]));

        var (_, rows, gradient) = Assert.Single(tape.Gradients());
        Assert.Equal([0L, 2L], rows!.data<long>().ToArray());
        Assert.Equal([2f, 11], gradient.ToArray());

        tape.Backward(tape.Whole(parameter), tensor([100f, 200, 300], [3, 1]));

        var (_, all, sum) = Assert.Single(tape.Gradients());
        Assert.Null(all);
        Assert.Equal([102f, 200, 311], sum.ToArray());
    }

    [Fact]
    public void A_whole_parameter_read_twice_has_the_sum_of_both_gradients()
    {
        using var scope = NewDisposeScope();
        using var parameter = Tensors.Parameter("p", new Random(1), 2, 1);
        var tape = new GradientTape();
        var whole = tape.Whole(parameter);
        tape.Backward(whole, tensor([1f, 2], [2, 1]));
        tape.Backward(whole, tensor([10f, 20], [2, 1]));

        var (_, rows, gradient) = Assert.Single(tape.Gradients());

        Assert.Null(rows);
        Assert.Equal([11f, 22], gradient.ToArray());
    }
}
