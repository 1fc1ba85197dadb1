using System.Text;
using OnnxRetrieval.Training.Fitting;
using OnnxRetrieval.Training.Tests.Data;
using OnnxRetrieval.Training.Tests.Support;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Tests.Fitting;

[Collection(TorchTests.Name)]
public sealed class CheckpointTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private string File => Path.Combine(folder.Path, "deep", "state.ckpt");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void What_is_read_is_what_was_written()
    {
        var (state, tensors) = Write();

        var read = Checkpoint.Read(File);

        Assert.Equal("key", read.RunKey);
        Assert.Equivalent(state, read.State, strict: true);
        Assert.Equal(tensors.Keys.Order(), read.Tensors.Keys.Order());
        foreach (var (name, value) in tensors)
        {
            Assert.Equal(value.shape, read.Tensors[name].shape);
            Assert.Equal(
                value.ToArray().Select(BitConverter.SingleToInt32Bits),
                read.Tensors[name].ToArray().Select(BitConverter.SingleToInt32Bits)
            );
        }
    }

    [Fact]
    public void Read_and_written_again_it_has_the_same_bytes()
    {
        Write();
        var bytes = System.IO.File.ReadAllBytes(File);
        var other = Path.Combine(folder.Path, "other.ckpt");

        Checkpoint.Read(File).Write(other);

        Assert.Equal(bytes, System.IO.File.ReadAllBytes(other));
    }

    [Fact]
    public void A_tensor_longer_than_what_is_read_at_once_comes_back_whole()
    {
        // 40 MB, read and written by 16.
        using var value = arange(10_000_019, dtype: ScalarType.Float32).view(-1, 1);
        new Checkpoint
        {
            RunKey = "key",
            State = new([], null, false),
            Tensors = new Dictionary<string, Tensor> { ["long"] = value },
        }.Write(File);

        using var read = Checkpoint.Read(File).Tensors["long"];

        Assert.Equal(value.shape, read.shape);
        Assert.Equal(value.ToArray(), read.ToArray());
    }

    [Fact]
    public void A_new_one_takes_the_place_of_the_old_and_leaves_nothing_beside()
    {
        folder.Write("deep/state.ckpt", "old");
        folder.Write("deep/state.ckpt.tmp", "half of one, from a process that was killed");

        Write();

        Assert.Equal("key", Checkpoint.Read(File).RunKey);
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Fact]
    public void Cut_at_any_length_it_is_refused()
    {
        Write();
        var bytes = System.IO.File.ReadAllBytes(File);

        for (var length = 0; length < bytes.Length; length++)
        {
            Refused(bytes[..length]);
        }
        Refused([.. bytes, 0]);
    }

    [Fact]
    public void With_any_byte_altered_it_is_refused()
    {
        Write();
        var bytes = System.IO.File.ReadAllBytes(File);

        for (var place = 0; place < bytes.Length; place++)
        {
            bytes[place] ^= 0x41;
            Refused(bytes);
            bytes[place] ^= 0x41;
        }
    }

    [Fact]
    public void Garbage_is_refused()
    {
        var random = new Random(1);
        var bytes = new byte[500];
        for (var round = 0; round < 200; round++)
        {
            random.NextBytes(bytes);
            Refused(bytes);
            "ORCKPT01"u8.CopyTo(bytes);
            Refused(bytes);
        }
        Refused(Encoding.UTF8.GetBytes("{\"json\": true}"));
    }

    [Fact]
    public void A_missing_file_or_a_folder_is_refused()
    {
        Assert.Contains(File, Refusal(File), StringComparison.Ordinal);
        Assert.Contains(folder.Path, Refusal(folder.Path), StringComparison.Ordinal);
    }

    private (RunState, Dictionary<string, Tensor>) Write()
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["parameter/b"] = tensor(
                [1f, float.MinValue, float.Epsilon, float.NaN, -0f, float.NegativeInfinity],
                [3, 2]
            ),
            ["parameter/a"] = tensor([0.1f], [1, 1]),
            // Columns of a transposed tensor do not lie one after the other.
            ["optimizer/c"] = tensor([1f, 2, 3, 4, 5, 6], [2, 3]).t(),
        };
        var history = new EpochRecord(
            1,
            0.1 + 0.2,
            null,
            new Dictionary<string, double> { ["ndcg@10"] = 1.0 / 3 },
            1e-7
        );
        var state = new RunState(
            [new FitState(new FitChoice(0.017, 0), 1, 1, 1.0 / 3, [history])],
            FitState.Start(new FitChoice(1e-300, 15)),
            CurrentIsFinal: false
        );
        new Checkpoint
        {
            RunKey = "key",
            State = state,
            Tensors = tensors,
        }.Write(File);
        return (state, tensors);
    }

    private void Refused(byte[] bytes)
    {
        var path = folder.Write("refused.ckpt", bytes);

        Assert.Contains("without --resume", Refusal(path), StringComparison.Ordinal);
    }

    private static string Refusal(string path) =>
        Assert.Throws<InputException>(() => Checkpoint.Read(path)).Message;
}
