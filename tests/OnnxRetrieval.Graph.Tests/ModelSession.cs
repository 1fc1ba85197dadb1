using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph.Tests;

/// <summary>A model in ONNX Runtime, for calls with plain arrays.</summary>
internal sealed class ModelSession : IDisposable
{
    private readonly InferenceSession session;

    public ModelSession(ModelProto model)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        session = new InferenceSession(model.ToByteArray(), options);
    }

    public InferenceSession Session => session;

    public IReadOnlyDictionary<string, Array> Run(params (string Name, Array Value)[] inputs)
    {
        var values = inputs.Select(input => ToValue(input.Name, input.Value)).ToList();
        using var results = session.Run(values);
        return results.ToDictionary(result => result.Name, ToArray);
    }

    public void Dispose() => session.Dispose();

    private static NamedOnnxValue ToValue(string name, Array array) =>
        array switch
        {
            string[] or string[,] => Create<string>(name, array),
            long[] or long[,] => Create<long>(name, array),
            float[] or float[,] or float[,,] => Create<float>(name, array),
            bool[] or bool[,] => Create<bool>(name, array),
            _ => throw new NotSupportedException(array.GetType().Name),
        };

    private static NamedOnnxValue Create<T>(string name, Array array)
    {
        var dimensions = Enumerable.Range(0, array.Rank).Select(array.GetLength).ToArray();
        return NamedOnnxValue.CreateFromTensor(
            name,
            new DenseTensor<T>(array.Cast<T>().ToArray(), dimensions)
        );
    }

    private static Array ToArray(DisposableNamedOnnxValue value) =>
        value.ElementType switch
        {
            TensorElementType.String => Shape(value.AsTensor<string>()),
            TensorElementType.Int64 => Shape(value.AsTensor<long>()),
            TensorElementType.Float => Shape(value.AsTensor<float>()),
            TensorElementType.Bool => Shape(value.AsTensor<bool>()),
            _ => throw new NotSupportedException(value.ElementType.ToString()),
        };

    private static Array Shape<T>(Tensor<T> tensor)
    {
        var elements = tensor.ToArray();
        if (tensor.Rank == 1)
        {
            return elements;
        }
        var array = Array.CreateInstance(typeof(T), tensor.Dimensions.ToArray());
        var indices = new int[tensor.Rank];
        foreach (var element in elements)
        {
            array.SetValue(element, indices);
            for (var axis = tensor.Rank - 1; axis >= 0; axis--)
            {
                if (++indices[axis] < tensor.Dimensions[axis])
                {
                    break;
                }
                indices[axis] = 0;
            }
        }
        return array;
    }
}
