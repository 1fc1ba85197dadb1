namespace OnnxRetrieval.Training.Data;

/// <summary>Where an interaction goes.</summary>
internal enum Part : byte
{
    /// <summary>Learned from.</summary>
    Train,

    /// <summary>Choices are made on it.</summary>
    Valid,

    /// <summary>Reported on.</summary>
    Test,
}
