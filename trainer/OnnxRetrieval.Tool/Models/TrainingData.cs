using OnnxRetrieval.Graph;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Features;

namespace OnnxRetrieval.Tool.Models;

/// <summary>Whether data is what a model was trained on, by the fingerprint in its file.</summary>
internal static class TrainingData
{
    /// <summary>
    /// True where the data is known to be other data; false where it is the same, where the file does not say, and where
    /// the same files could have been read to another fingerprint, because the options read more or less of them.
    /// </summary>
    /// <param name="metadata">The model's metadata.</param>
    /// <param name="read">The options that the data was read with.</param>
    /// <param name="dataset">The data.</param>
    public static bool IsOther(
        IReadOnlyDictionary<string, string> metadata,
        DataOptions read,
        Dataset dataset
    ) =>
        metadata.TryGetValue(RetrievalMetadata.DataFingerprint, out var fingerprint)
        && fingerprint != dataset.Fingerprint
        && ExportedOptions.Of(metadata) is { } trained
        && AreReadAlike(FeatureColumns.Of(trained), read);

    // The fingerprint is over all that was read: which parts there are, and which columns of them, must be the same.
    // Where the files lie does not matter, nor what their id columns are called.
    private static bool AreReadAlike(DataOptions one, DataOptions other) =>
        Parts(one).SequenceEqual(Parts(other))
        && one.Rating == other.Rating
        && one.Time == other.Time
        && one.Columns.SequenceEqual(other.Columns)
        && one.FeatureColumns.SequenceEqual(other.FeatureColumns);

    private static bool[] Parts(DataOptions data)
    {
        var isFiles = data.Interactions.Count > 0 || data.Query is not null || data.Train.Count > 0;
        return
        [
            data.Dataset is not null and not "lists" || !isFiles,
            data.Dataset is "lists",
            data.Query is not null,
            data.Train.Count > 0,
            data.Valid.Count > 0,
            data.Test.Count > 0,
            data.Candidates is not null,
            data.Users is not null,
        ];
    }
}
