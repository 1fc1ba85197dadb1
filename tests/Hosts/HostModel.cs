namespace OnnxRetrieval.Hosts.Tests;

/// <summary>A model file and the calls that every host makes of it.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Path">The file.</param>
/// <param name="Calls">The calls.</param>
internal sealed record HostModel(string Name, string Path, IReadOnlyList<HostCall> Calls);
