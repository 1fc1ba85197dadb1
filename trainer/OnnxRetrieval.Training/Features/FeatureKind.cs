namespace OnnxRetrieval.Training.Features;

/// <summary>What a feature makes of a raw value.</summary>
public enum FeatureKind
{
    /// <summary>One value of a vocabulary.</summary>
    Category,

    /// <summary>Any number of values of a vocabulary.</summary>
    List,

    /// <summary>A number, standardized.</summary>
    Number,

    /// <summary>The range that a number falls into; ranges hold equally many of the training entities.</summary>
    Buckets,

    /// <summary>How old something is: a date, a year or a Unix time, as <see cref="Buckets"/> or, with 0 buckets, as <see cref="Number"/>.</summary>
    Age,

    /// <summary>The words of a text.</summary>
    Text,

    /// <summary>The hour of the query's time, UTC.</summary>
    Hour,

    /// <summary>The day of the week of the query's time, UTC.</summary>
    Weekday,

    /// <summary>The items that the user met last.</summary>
    History,
}
