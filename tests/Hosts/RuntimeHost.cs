using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxRetrieval.Hosts.Tests;

/// <summary>ONNX Runtime in this process, which the others are compared with.</summary>
internal sealed class RuntimeHost(string path) : IDisposable
{
    private readonly InferenceSession session = new(path);

    public void Dispose() => session.Dispose();

    public IReadOnlyDictionary<string, HostTensor> Run(HostCall call)
    {
        var inputs = call.Inputs.Select(input => ToValue(input.Key, input.Value)).ToList();
        using var outputs = session.Run(inputs);
        return outputs.ToDictionary(output => output.Name, FromValue);
    }

    private static NamedOnnxValue ToValue(string name, HostTensor tensor) =>
        tensor.Type switch
        {
            "string" => Create(name, tensor, text => text),
            "int64" => Create(name, tensor, text => long.Parse(text, CultureInfo.InvariantCulture)),
            "float32" => Create(
                name,
                tensor,
                text => float.Parse(text, CultureInfo.InvariantCulture)
            ),
            _ => throw new NotSupportedException(tensor.Type),
        };

    private static NamedOnnxValue Create<T>(
        string name,
        HostTensor tensor,
        Converter<string, T> parse
    ) =>
        NamedOnnxValue.CreateFromTensor(
            name,
            new DenseTensor<T>(
                Array.ConvertAll(tensor.Data, parse),
                Array.ConvertAll(tensor.Dims, size => (int)size)
            )
        );

    private static HostTensor FromValue(DisposableNamedOnnxValue value) =>
        value.ElementType switch
        {
            TensorElementType.String => Create("string", value.AsTensor<string>(), text => text),
            TensorElementType.Int64 => Create(
                "int64",
                value.AsTensor<long>(),
                number => number.ToString(CultureInfo.InvariantCulture)
            ),
            TensorElementType.Float => Create(
                "float32",
                value.AsTensor<float>(),
                number => number.ToString("R", CultureInfo.InvariantCulture)
            ),
            TensorElementType.Bool => Create(
                "bool",
                value.AsTensor<bool>(),
                truth => truth ? "true" : "false"
            ),
            _ => throw new NotSupportedException(value.ElementType.ToString()),
        };

    private static HostTensor Create<T>(
        string type,
        Tensor<T> tensor,
        Converter<T, string> format
    ) =>
        new(
            type,
            Array.ConvertAll(tensor.Dimensions.ToArray(), size => (long)size),
            Array.ConvertAll(tensor.ToArray(), format)
        );
}
