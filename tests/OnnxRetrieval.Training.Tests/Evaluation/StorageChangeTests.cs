using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Training.Tests.Evaluation;

public sealed class StorageChangeTests
{
    [Fact]
    public void The_change_is_noted_once_both_are_measured()
    {
        var notes = new List<string>();
        var change = new StorageChange("int8", notes);

        change.Take(ExportedModel.Key, Recall(.25));
        Assert.Empty(notes);
        change.Take(StorageOptions.FullKey, Recall(.2512));
        change.Take("popularity", Recall(.1));

        Assert.Equal(
            [
                "Recall@20 with the tables stored as int8 is 0.2500, and as float32 0.2512: a change of -0.0012.",
            ],
            notes
        );
    }

    private static Dictionary<string, double> Recall(double value) =>
        new() { ["recall@20"] = value };
}
