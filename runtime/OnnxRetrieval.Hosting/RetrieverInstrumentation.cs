namespace OnnxRetrieval.Hosting;

/// <summary>The names under which retrievers are measured and traced; see docs/hosting.md for what is.</summary>
public static class RetrieverInstrumentation
{
    /// <summary>The meter's name, for <c>AddMeter</c>.</summary>
    public const string MeterName = "OnnxRetrieval";

    /// <summary>The activity source's name, for <c>AddSource</c>.</summary>
    public const string ActivitySourceName = "OnnxRetrieval";
}
