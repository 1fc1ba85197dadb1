using Microsoft.ML.OnnxRuntime;
using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Internals.Tests;

public class ModelTests
{
    [Fact]
    public void The_last_call_under_way_frees_the_session()
    {
        using var file = new TestModel();
        var model = Open(file);
        var first = model.Rent();
        var second = model.Rent();
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(model.Rent);
        Assert.False(model.IsFreed);

        first.SetUnknownQuery();
        first.SetExclusions();
        first.Run(3, TestContext.Current.CancellationToken);
        Assert.Equal(
            file.Best("a stranger", 3).Select(hit => (long)hit.Row),
            first.Index.ToArray()
        );

        model.Return(first);
        Assert.False(model.IsFreed);
        model.Return(second);
        Assert.True(model.IsFreed);
        Assert.Throws<ObjectDisposedException>(model.Rent);
    }

    [Fact]
    public void Without_calls_under_way_it_is_freed_at_once()
    {
        using var file = new TestModel();
        var model = Open(file);
        model.Return(model.Rent());
        model.Dispose();
        model.Dispose();
        Assert.True(model.IsFreed);
    }

    private static Model Open(TestModel file)
    {
        var session = new InferenceSession(file.File);
        var signature = Signature.Read(file.File, session, new Dictionary<string, string>());
        return new Model(session, signature, Device.Cpu, file.Items.Count);
    }
}
