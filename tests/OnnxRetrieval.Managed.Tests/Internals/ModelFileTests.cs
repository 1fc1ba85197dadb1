using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Tests.Models;

namespace OnnxRetrieval.Internals.Tests;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_metadata_and_the_operator_sets_are_read_without_the_graph()
    {
        using var model = new TestModel();
        var file = ModelFile.Read(model.File);
        var expected = Graph.OnnxFile.Read(model.File);
        Assert.Equal(
            expected.MetadataProps.Select(entry => (entry.Key, entry.Value)).Order(),
            file.Metadata.Select(entry => (entry.Key, entry.Value)).Order()
        );
        Assert.Equal(expected.OpsetImport.Select(set => set.Domain), file.OperatorDomains);
        file.RequireUnchanged();
    }

    [Fact]
    public void A_file_replaced_meanwhile_is_noticed()
    {
        using var model = new TestModel();
        var file = ModelFile.Read(model.File);
        File.SetLastWriteTimeUtc(model.File, DateTime.UtcNow.AddMinutes(1));
        var error = Assert.Throws<RetrievalException>(file.RequireUnchanged);
        Assert.Equal(RetrievalError.DamagedFile, error.Error);
        File.Delete(model.File);
        Assert.Throws<RetrievalException>(file.RequireUnchanged);
    }

    [Fact]
    public void Whatever_the_bytes_it_is_read_or_refused() =>
        Prop.ForAll<byte[]>(bytes => ReadsOrRefuses(bytes)).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_is_altered_it_is_read_or_refused()
    {
        using var model = new TestModel();
        var whole = File.ReadAllBytes(model.File);
        Prop.ForAll(
                Gen.Choose(0, whole.Length - 1).ListOf().ToArbitrary(),
                Gen.Choose(0, 255).ToArbitrary(),
                (places, value) =>
                {
                    var altered = (byte[])whole.Clone();
                    foreach (var place in places)
                    {
                        altered[place] = (byte)value;
                    }
                    return ReadsOrRefuses(altered);
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private bool ReadsOrRefuses(byte[] bytes)
    {
        var path = folder.File("any.onnx");
        File.WriteAllBytes(path, bytes);
        try
        {
            return Contract.Read(ModelFile.Read(path)).Version == 1;
        }
        catch (RetrievalException error)
        {
            return error.Message.Contains(path, StringComparison.Ordinal);
        }
    }
}
