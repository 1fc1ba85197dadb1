using Microsoft.ML.OnnxRuntime;

namespace OnnxRetrieval.Internals;

/// <summary>ONNX Runtime's native library: whether it is there, and sessions on it.</summary>
internal static class Native
{
    private const string CudaProvider = "CUDAExecutionProvider";

    /// <summary>Opens a session.</summary>
    /// <returns>The session, the device it runs on, and why that is not CUDA where the device was to be chosen.</returns>
    /// <exception cref="RetrievalException">No native library, no such device, or a graph that cannot be run.</exception>
    public static (InferenceSession Session, Device Device, string? Fallback) Open(
        ModelFile file,
        RetrieverOptions options
    )
    {
        var providers = Providers();
        if (options.Device == Device.Cpu)
        {
            return (Create(file, options, Device.Cpu), Device.Cpu, null);
        }
        var device = options.Device == Device.Auto ? Device.Cuda() : options.Device;
        try
        {
            if (!providers.Contains(CudaProvider))
            {
                throw new RetrievalException(
                    RetrievalError.DeviceNotAvailable,
                    $"{device} cannot be used: the ONNX Runtime library here is built without CUDA (it has {string.Join(", ", providers)}). Replace the package OnnxRetrieval by OnnxRetrieval.Gpu, or use Device.Cpu."
                );
            }
            return (Create(file, options, device), device, null);
        }
        catch (RetrievalException error)
            when (options.Device == Device.Auto && error.Error == RetrievalError.DeviceNotAvailable)
        {
            return (Create(file, options, Device.Cpu), Device.Cpu, error.Message);
        }
    }

    private static string[] Providers()
    {
        try
        {
            return OrtEnv.Instance().GetAvailableProviders();
        }
        catch (Exception error)
            when (error
                    is TypeInitializationException
                        or DllNotFoundException
                        or EntryPointNotFoundException
                        or BadImageFormatException
            )
        {
            var cause = error is TypeInitializationException { InnerException: { } inner }
                ? inner
                : error;
            throw new RetrievalException(
                RetrievalError.NoNativeLibrary,
                $"ONNX Runtime's native library is missing or does not load ({FirstLine(cause.Message)}). The package OnnxRetrieval.Managed brings none: add OnnxRetrieval (CPU) or OnnxRetrieval.Gpu (CUDA) to the program that runs: dotnet add package OnnxRetrieval",
                error
            );
        }
    }

    private static InferenceSession Create(ModelFile file, RetrieverOptions options, Device device)
    {
        using var settings = new SessionOptions();
        // Errors come back as exceptions; ONNX Runtime's warnings on standard error are not the caller's to read.
        settings.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR;
        if (options.Threads is { } threads)
        {
            settings.IntraOpNumThreads = threads;
        }
        settings.AddSessionConfigEntry(
            "session.intra_op.allow_spinning",
            options.Spinning ? "1" : "0"
        );
        if (!(options.Prepacking ?? HasQuantizedWeights(file)))
        {
            settings.AddSessionConfigEntry("session.disable_prepacking", "1");
        }
        try
        {
            if (device.CudaId is { } id)
            {
                settings.AppendExecutionProvider_CUDA(id);
            }
        }
        catch (Exception error) when (error is OnnxRuntimeException or EntryPointNotFoundException)
        {
            throw NoDevice(device, error);
        }
        try
        {
            return new InferenceSession(file.Path, settings);
        }
        catch (OnnxRuntimeException error) when (device.CudaId is not null && IsAboutCuda(error))
        {
            throw NoDevice(device, error);
        }
        catch (OnnxRuntimeException error)
        {
            throw new RetrievalException(
                RetrievalError.NotRetrieval,
                $"ONNX Runtime {OrtEnv.Instance().GetVersionString()} cannot load '{file.Path}': {FirstLine(error.Message)} If the file is sound, it may need a newer ONNX Runtime; otherwise copy or export it again.",
                error
            );
        }
    }

    private static bool HasQuantizedWeights(ModelFile file) =>
        file.Metadata.GetValueOrDefault(Contract.ScanKey) == Contract.ScanOfIntegers
        || file.OperatorDomains.Any(domain => !IsStandard(domain));

    private static bool IsStandard(string domain) => domain is "" or "ai.onnx" or "ai.onnx.ml";

    private static bool IsAboutCuda(OnnxRuntimeException error) =>
        error.Message.Contains("CUDA", StringComparison.OrdinalIgnoreCase)
        || error.Message.Contains("CUDNN", StringComparison.OrdinalIgnoreCase);

    private static RetrievalException NoDevice(Device device, Exception error) =>
        new(
            RetrievalError.DeviceNotAvailable,
            $"{device} cannot be used: {FirstLine(error.Message)} Check that the machine has the device, its driver, and the CUDA and cuDNN versions that this ONNX Runtime wants, or use Device.Cpu.",
            error
        );

    private static string FirstLine(string message)
    {
        var end = message.AsSpan().IndexOfAny('\r', '\n');
        return end < 0 ? message : message[..end];
    }
}
