using System.Diagnostics;

namespace OnnxRetrieval.Hosting.Tests;

/// <summary>The memory of the process is that of all its tests, so nothing else may run beside these.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class WholeMemory;

[Collection(typeof(WholeMemory))]
public class ReloadMemoryTests
{
    private const int Reloads = 10;

    // A matrix of 40 MB: from 32 MB on, the C library gives memory back to the system as soon as it is freed.
    private const int Items = 10_000;
    private const int Dimensions = 1_000;

    [Fact]
    public async Task Replaced_models_leave_the_memory()
    {
        using var models = new TwoModels(Items, Dimensions);
        using var file = new ServedFile();
        file.Put(models.At(0));
        _ = file.Model;
        var early = await LeastMemoryOverReloadsAsync(file, models);
        var late = await LeastMemoryOverReloadsAsync(file, models);

        // Half of what the models replaced in between would keep.
        Assert.InRange(
            late - early,
            long.MinValue,
            Reloads * sizeof(float) * Items * Dimensions / 2
        );
    }

    /// <summary>Of some reloads, each with calls, the least memory that was in use after one: what passes does not count.</summary>
    private static async Task<long> LeastMemoryOverReloadsAsync(ServedFile file, TwoModels models)
    {
        var least = long.MaxValue;
        for (var reload = 1; reload <= Reloads; reload++)
        {
            file.Put(models.At(reload));
            var result = await file.Model.ReloadAsync(TestContext.Current.CancellationToken);
            Assert.Equal(ReloadOutcome.Swapped, result.Outcome);
            await Task.WhenAll(
                Enumerable.Range(0, 8).Select(_ => file.Retriever.RetrieveAsync("u1"))
            );
            least = Math.Min(least, UsedMemory());
        }
        return least;
    }

    private static long UsedMemory()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
