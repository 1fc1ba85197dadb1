namespace OnnxRetrieval.Tool.Tests;

/// <summary>A folder with a <see cref="TinyModel"/>, made once for a test class.</summary>
public sealed class TinyModelFolder : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public TinyModelFolder() => TinyModel.Write(folder.Path);

    public string Path => folder.Path;

    public string Retrieval => folder["retrieval.onnx"];

    public string WithHistory => folder["history.onnx"];

    public string WithFeatures => folder["features.onnx"];

    public string Similar => folder["similar.onnx"];

    public void Dispose() => folder.Dispose();
}
