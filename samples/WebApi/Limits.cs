namespace OnnxRetrieval.Samples.WebApi;

/// <summary>How much one call may ask for.</summary>
public static class Limits
{
    /// <summary>Items in an answer.</summary>
    public const int Results = 100;

    /// <summary>Ids in a history, and as many to leave out.</summary>
    public const int Ids = 1000;

    /// <summary>Characters of an id.</summary>
    public const int IdLength = 200;

    /// <summary>Bytes of a request's body.</summary>
    public const int RequestBytes = 1 << 20;
}
