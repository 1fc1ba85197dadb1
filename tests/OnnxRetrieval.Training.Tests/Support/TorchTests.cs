using OnnxRetrieval.Training.Native;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>
/// Tests that compute with tensors: one after another, as libtorch's random generator and its number of threads belong to
/// the process.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class TorchTests : ICollectionFixture<TorchTests.Torch>
{
    public const string Name = "torch";

    /// <summary>libtorch, loaded, on one thread: the sums are then the same on a busy machine.</summary>
    public sealed class Torch
    {
        public Torch() => TorchLibrary.EnsureLoaded(1);
    }
}
