namespace OnnxRetrieval.Graph;

/// <summary>What an input of a query is for, as <see cref="RetrievalMetadata.FeatureSchema"/> tells it.</summary>
public static class FeatureRole
{
    /// <summary>The id of who or what the query is.</summary>
    public const string Id = "id";

    /// <summary>Ids of items, the latest last.</summary>
    public const string History = "history";

    /// <summary>A value, or a list of values, out of a vocabulary.</summary>
    public const string Category = "category";

    /// <summary>A number.</summary>
    public const string Number = "number";

    /// <summary>Seconds since 1970 in UTC.</summary>
    public const string Time = "time";

    /// <summary>Words.</summary>
    public const string Text = "text";
}
