using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public class AllocationTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RetrieveRows_allocates_nothing_once_warm(bool textIds)
    {
        using var model = new TestModel(textIds);
        using var retriever = model.Load(new RetrieverOptions { Threads = 1 });
        Query[] queries = [model.Users[0], model.Users[1]];
        int[] excludedRows = [1, 2, 3];
        int[] offsets = [0, 1, 3];
        var rows = new int[20];
        var scores = new float[20];
        var known = new bool[2];
        Assert.Equal(
            0,
            BytesPerCall(() =>
                retriever.RetrieveRows(queries, 10, rows, scores, known, excludedRows, offsets)
            )
        );
    }

    [Fact]
    public void Queries_that_lack_features_allocate_nothing_once_warm()
    {
        using var folder = new TemporaryFolder();
        using var retriever = Retriever.Load(
            FeatureTower.Write(folder),
            new RetrieverOptions { Threads = 1 }
        );
        Query[] queries =
        [
            "a",
            new Query { ["history"] = new long[] { 10, 20 } },
            new Query { ["user_id"] = "b", ["age"] = 3 },
        ];
        var rows = new int[3];
        Assert.Equal(0, BytesPerCall(() => retriever.RetrieveRows(queries, 1, rows)));
    }

    [Fact]
    public void Retrieve_allocates_its_result_alone()
    {
        using var model = new TestModel();
        using var retriever = model.Load(new RetrieverOptions { Threads = 1 });
        string[] exclude = ["ítem 1", "ítem 2"];
        // The result with ten rows and scores, and the enumerator of the exclusions.
        Assert.InRange(BytesPerCall(() => retriever.Retrieve("u0", 10, exclude)), 1, 300);
    }

    private static double BytesPerCall(Action call)
    {
        const int calls = 100;
        for (var i = 0; i < calls; i++)
        {
            call();
        }
        // What a call allocates shows in every round; what the runtime does for itself meanwhile, such as growing a cache
        // of casts, does not.
        var least = double.PositiveInfinity;
        for (var round = 0; round < 3; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < calls; i++)
            {
                call();
            }
            var bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            least = Math.Min(least, bytes / (double)calls);
        }
        return least;
    }
}
