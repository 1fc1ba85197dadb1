namespace OnnxRetrieval;

/// <summary>Where a model runs: <see cref="Cpu"/>, <see cref="Cuda"/>, or <see cref="Auto"/>.</summary>
public readonly record struct Device
{
    private const int CpuCode = 0;
    private const int AutoCode = -1;

    // 0: CPU, so that default(Device) is usable; -1: automatic; above 0: the CUDA device's number plus one.
    private readonly int code;

    private Device(int code) => this.code = code;

    /// <summary>The processor. The default.</summary>
    public static Device Cpu => new(CpuCode);

    /// <summary>
    /// The first CUDA device where there is one that works, else the processor;
    /// <see cref="RetrieverInfo.DeviceFallback"/> then says why.
    /// </summary>
    public static Device Auto => new(AutoCode);

    /// <summary>A CUDA device, or an error where it cannot be used. Needs the package OnnxRetrieval.Gpu.</summary>
    /// <param name="id">The device's number, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public static Device Cuda(int id = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        return new Device(checked(id + 1));
    }

    /// <summary>The CUDA device's number; null for <see cref="Cpu"/> and <see cref="Auto"/>.</summary>
    public int? CudaId => code > 0 ? code - 1 : null;

    /// <summary><c>cpu</c>, <c>auto</c>, or <c>cuda:0</c>.</summary>
    public override string ToString() =>
        code switch
        {
            CpuCode => "cpu",
            AutoCode => "auto",
            _ => $"cuda:{code - 1}",
        };
}
