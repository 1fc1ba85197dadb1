using Microsoft.ML.OnnxRuntime;

namespace OnnxRetrieval.Benchmarks.Retrieve;

/// <summary>The rival: ONNX Runtime's own session on the same file, called as its documentation shows.</summary>
internal sealed class RawSession : IDisposable
{
    private static readonly string[] inputs = ["user_id", "k", "exclude"];
    private static readonly string[] outputs = ["candidate_index", "score", "query_known"];
    private readonly RunOptions runOptions = new();
    private readonly InferenceSession session;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">Threads of a run.</param>
    /// <param name="prepacking">Whether ONNX Runtime rearranges the weights, as it does by default.</param>
    public RawSession(string path, int threads, bool prepacking = false)
    {
        using var options = new SessionOptions { IntraOpNumThreads = threads };
        options.AddSessionConfigEntry("session.disable_prepacking", prepacking ? "0" : "1");
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        session = new InferenceSession(path, options);
    }

    /// <summary>One run: values made, run, read, disposed.</summary>
    /// <returns>The row of the best candidate of the last query.</returns>
    public long Run(string[] queries, int k, string[] exclude, int excludeRows)
    {
        using var user = Texts(queries, [queries.Length]);
        using var excluded = Texts(exclude, [excludeRows, exclude.Length / excludeRows]);
        using var kValue = OrtValue.CreateTensorValueFromMemory([(long)k], [1]);
        using var results = session.Run(runOptions, inputs, [user, kValue, excluded], outputs);
        return results[0].GetTensorDataAsSpan<long>()[^k];
    }

    public void Dispose()
    {
        session.Dispose();
        runOptions.Dispose();
    }

    private static OrtValue Texts(string[] texts, long[] shape)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        for (var i = 0; i < texts.Length; i++)
        {
            value.StringTensorSetElementAt(texts[i].AsSpan(), i);
        }
        return value;
    }
}
