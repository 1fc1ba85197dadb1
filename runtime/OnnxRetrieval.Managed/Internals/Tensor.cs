using Microsoft.ML.OnnxRuntime;

namespace OnnxRetrieval.Internals;

/// <summary>An input or output tensor that is kept from call to call. Not for several threads at once.</summary>
internal abstract class Tensor(string name) : IDisposable
{
    private OrtValue? value;

    public string Name { get; } = name;

    public int Rows { get; private set; } = -1;

    /// <summary>Columns; -1 for a tensor of one dimension.</summary>
    public int Columns { get; private set; } = -1;

    /// <summary>The native value over this tensor's memory.</summary>
    public OrtValue Value =>
        value ?? throw new InvalidOperationException($"'{Name}' has no shape.");

    /// <summary>Gives it the shape <c>[rows]</c>, or <c>[rows, columns]</c>.</summary>
    /// <returns>Whether <see cref="Value"/> is another than before, so that it must be bound again.</returns>
    public bool Reshape(int rows, int columns = -1)
    {
        if (rows == Rows && columns == Columns && value is not null)
        {
            return false;
        }
        value?.Dispose();
        value = null;
        value = Create(columns < 0 ? [rows] : [rows, columns], rows * Math.Abs(columns));
        Rows = rows;
        Columns = columns;
        return true;
    }

    public void Dispose() => value?.Dispose();

    protected abstract OrtValue Create(long[] shape, int count);
}
