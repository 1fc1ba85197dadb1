namespace OnnxRetrieval.Hosts.Tests;

/// <summary>A call of a model.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Inputs">Its inputs by name.</param>
internal sealed record HostCall(string Name, IReadOnlyDictionary<string, HostTensor> Inputs);
