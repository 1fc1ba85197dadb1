using System.Globalization;

namespace OnnxRetrieval.Hosting.Internals;

/// <summary>A device as configuration names it.</summary>
internal static class DeviceName
{
    private const string Cuda = "cuda";

    /// <exception cref="FormatException">It is no device's name.</exception>
    public static Device Parse(string name) =>
        TryParse(name) ?? throw new FormatException($"'{name}' is no device.");

    /// <summary>The device; null where it is none's name.</summary>
    public static Device? TryParse(string? name) =>
        name switch
        {
            "cpu" => Device.Cpu,
            "auto" => Device.Auto,
            Cuda => Device.Cuda(),
            _ when name is not null
                    && name.StartsWith(Cuda + ":", StringComparison.Ordinal)
                    && ushort.TryParse(
                        name.AsSpan(Cuda.Length + 1),
                        NumberStyles.None,
                        CultureInfo.InvariantCulture,
                        out var id
                    ) => Device.Cuda(id),
            _ => null,
        };
}
