namespace OnnxRetrieval.Hosting;

/// <summary>Which model was replaced by which.</summary>
/// <param name="previous">The model before; null where there was none.</param>
/// <param name="current">The model in use from now on.</param>
public sealed class ModelReloadedEventArgs(LoadedModel? previous, LoadedModel current) : EventArgs
{
    /// <summary>The model before; null where there was none. Calls under way on it end as usual.</summary>
    public LoadedModel? Previous { get; } = previous;

    /// <summary>The model in use from now on.</summary>
    public LoadedModel Current { get; } = current;
}
