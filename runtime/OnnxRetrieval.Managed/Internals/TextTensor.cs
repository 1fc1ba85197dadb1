using Microsoft.ML.OnnxRuntime;

namespace OnnxRetrieval.Internals;

/// <summary>A tensor of texts. ONNX Runtime owns the texts; setting one copies it.</summary>
internal sealed class TextTensor(string name) : Tensor(name)
{
    public void Set(int index, ReadOnlySpan<char> text) =>
        Value.StringTensorSetElementAt(text, index);

    public void Set(int index, ReadOnlySpan<byte> utf8) =>
        Value.StringTensorSetElementAt(utf8, index);

    protected override OrtValue Create(long[] shape, int count) =>
        OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
}
