using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Notes what storing a model's tables in fewer bits does to its Recall@20.</summary>
/// <param name="storage">How they are stored.</param>
/// <param name="notes">Receives the note once both are measured.</param>
internal sealed class StorageChange(string storage, List<string> notes)
{
    private const string Metric = "recall@20";
    private double? stored;

    /// <summary>Takes a contender's metrics; the stored model's come first.</summary>
    public void Take(string contender, IReadOnlyDictionary<string, double> metrics)
    {
        if (!metrics.TryGetValue(Metric, out var recall))
        {
            return;
        }
        if (contender == ExportedModel.Key)
        {
            stored = recall;
        }
        else if (contender == StorageOptions.FullKey && stored is { } own)
        {
            notes.Add(
                FormattableString.Invariant(
                    $"Recall@20 with the tables stored as {storage} is {own:0.0000}, and as float32 {recall:0.0000}: a change of {own - recall:+0.0000;-0.0000;0.0000}."
                )
            );
        }
    }
}
