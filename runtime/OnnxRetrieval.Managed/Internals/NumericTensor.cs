using Microsoft.ML.OnnxRuntime;

namespace OnnxRetrieval.Internals;

/// <summary>A tensor over an array that never moves, so that ONNX Runtime reads and writes it in place.</summary>
internal sealed class NumericTensor<T>(string name) : Tensor(name)
    where T : unmanaged
{
    private T[] array = [];

    public Span<T> Span => array.AsSpan(0, Rows * Math.Abs(Columns));

    protected override OrtValue Create(long[] shape, int count)
    {
        // At least one element, so that an empty tensor too has an address.
        if (array.Length < Math.Max(1, count))
        {
            array = GC.AllocateUninitializedArray<T>(
                Math.Max(count, Math.Max(1, 2 * array.Length)),
                pinned: true
            );
        }
        return OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance,
            array.AsMemory(0, count),
            shape
        );
    }
}
