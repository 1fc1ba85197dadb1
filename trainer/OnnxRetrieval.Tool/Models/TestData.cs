using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;

namespace OnnxRetrieval.Tool.Models;

/// <summary>What models are measured on by a command.</summary>
internal static class TestData
{
    /// <summary>Reads and splits the data, to evaluate finished models.</summary>
    /// <exception cref="InputException">The data cannot be used, or holds nothing to test on.</exception>
    public static (DataSplit Split, TestSet Set) Read(
        TrainingOptions options,
        CancellationToken cancellation
    )
    {
        var split = DataPreparation.PrepareForEvaluation(
            options.Data,
            options.Split,
            options.Seed ?? TrainingPipeline.DefaultSeed,
            cancellation: cancellation
        );
        if (split.Test.Count == 0)
        {
            throw new InputException(
                "There is no test data to evaluate on: give --test files, or a split that holds some out."
            );
        }
        // What a model learned from, as in 'train': a validation set that was cut off the training data goes back to it.
        var seen = split.ValidIsCarved ? split.Train.Concat(split.Valid) : split.Train;
        return (
            split,
            new TestSet(seen, split.Test, split.Dataset.Users.Count, split.Dataset.Items.Count)
        );
    }

    /// <summary>Refuses data of which the model knows no item.</summary>
    /// <exception cref="InputException">It knows none.</exception>
    public static void RefuseOther(ExportedModel model, Retriever retriever, DataSplit split)
    {
        if (model.UnknownItems == split.Dataset.Items.Count)
        {
            throw new InputException(
                FormattableString.Invariant(
                    $"None of the {split.Dataset.Items.Count:N0} items of {split.Dataset.Name} is in '{retriever.Info.Path}': is it the data of this model? --options with the options.json beside the model names it."
                )
            );
        }
    }
}
