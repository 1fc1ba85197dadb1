using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Tests;

public sealed class FuzzedFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TestModel model = new(users: 3, items: 5, dimensions: 2);
    private readonly byte[] whole;

    public FuzzedFileTests() => whole = File.ReadAllBytes(model.File);

    public void Dispose()
    {
        folder.Dispose();
        model.Dispose();
    }

    [Fact]
    public void No_damaged_file_is_loaded()
    {
        var path = folder.File("damaged.onnx");
        foreach (var round in Mutations.Rounds(2000))
        {
            var damaged = Mutations.Of(whole, round);
            if (!damaged.AsSpan().SequenceEqual(whole))
            {
                File.WriteAllBytes(path, damaged);

                var error = Record.Exception(() => Retriever.Load(path).Dispose());

                Assert.True(error is RetrievalException, $"Round {round}: {error}");
            }
        }
    }
}
