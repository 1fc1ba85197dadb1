using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Tests.Support;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Native;

[Collection(TorchTests.Name)]
public sealed class ScalarsTests
{
    [Fact]
    public void The_same_number_is_the_same_scalar_and_survives_collections()
    {
        var quarter = Scalars.Of(0.25);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var four = full([3], Scalars.Of(4), dtype: ScalarType.Float32);

        Assert.Same(quarter, Scalars.Of(0.25));
        Assert.Equal([1f, 1f, 1f], four.mul(quarter).ToArray());
        Assert.Equal([5f, 5f, 5f], four.add(Scalars.One, Scalars.One).ToArray());
        Assert.Equal([3f, 3f, 3f], four.add(Scalars.One, Scalars.MinusOne).ToArray());
        Assert.Equal(
            float.NegativeInfinity,
            full([1], Scalars.MinusInfinity, dtype: ScalarType.Float32).ToArray()[0]
        );
    }
}
