using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Fitting;

namespace OnnxRetrieval.Training.ItemToItem;

/// <summary>
/// Trains a pair of item towers on the items that users met together. One tower reads the item that asks, the other the
/// candidates, so that an item may lead to another that does not lead back. Both read what the run's candidate tower reads,
/// and are fitted as a model of users and items is, with the recipe's own settings.
/// </summary>
internal sealed class PairTraining
{
    /// <summary>Most items for which the pair is trained unasked: its cost grows with the square of their number.</summary>
    private const int MostItems = 20_000;

    private readonly TrainingOptions options;
    private readonly int seed;
    private readonly FitSettings settings;
    private readonly EncodedFeatures features;

    private PairTraining(TrainingOptions options, DataSplit pairs, int seed)
    {
        this.options = options;
        this.seed = seed;
        Pairs = pairs;
        // Now, so that what cannot be used is told before anything is trained.
        settings = Recipe.Resolve(options, pairs);
        features = EncodedFeatures.Fit(
            // The vectors of the items that ask are written out: their features are no inputs, which could be called as columns are.
            pairs.Dataset with
            {
                ItemColumns = [],
            },
            pairs.Train,
            options.Model
        );
    }

    /// <summary>The pairs that are learned from and held out.</summary>
    public DataSplit Pairs { get; }

    /// <summary>The training for a run, or null where the run has none.</summary>
    /// <param name="options">The run's options.</param>
    /// <param name="split">The run's data.</param>
    /// <param name="seed">The run's seed.</param>
    /// <exception cref="InputException">It is asked for, and the data does not have what it takes.</exception>
    public static PairTraining? For(TrainingOptions options, DataSplit split, int seed)
    {
        var isTimed = split.Train.Times is not null;
        if (options.Pairs.ItemPairs == true && !isTimed)
        {
            throw InputException.WrongUse(
                "Item pairs are learned from what users met one after the other, and the interactions have no times. Name the column with --time, or leave --item-pairs out."
            );
        }
        var suits =
            isTimed && options.Recipe == "default" && split.Dataset.Items.Count <= MostItems;
        if (!(options.Pairs.ItemPairs ?? suits))
        {
            return null;
        }
        var together = new CoOccurrence(options.Pairs.PairWindow, options.Pairs.PairPause);
        var pairs = ItemPairs.Of(split, together);
        if (pairs.Train.Count > 0)
        {
            return new PairTraining(OwnOptions(options), pairs, seed);
        }
        return options.Pairs.ItemPairs == true
            ? throw new InputException(
                "No two items were met together: every user has one training item, or every pause is longer than --pair-pause."
            )
            : null;
    }

    /// <summary>Fits the pair.</summary>
    /// <param name="checkpointPath">Where its checkpoint is kept.</param>
    /// <param name="checkpoint">A checkpoint of the same run to go on from; null: from the start.</param>
    /// <param name="runKey">Identifies the run.</param>
    /// <param name="progress">Told of fits and epochs; may be null.</param>
    /// <param name="cancellation">Stops after the current step.</param>
    /// <returns>A model whose queries are items.</returns>
    public FittedModel Run(
        string checkpointPath,
        Checkpoint? checkpoint,
        string runKey,
        IProgress<TrainingEvent>? progress,
        CancellationToken cancellation
    )
    {
        var run = new FitRun(
            settings,
            Pairs,
            features,
            seed,
            options.Fit.CheckpointEvery,
            checkpointPath,
            runKey,
            progress is null ? null : new Renamed(progress),
            cancellation
        );
        var fitted = run.Run(checkpoint);
        fitted.CoverUntrained(
            UserItems.From(fitted.Trained, Pairs.Dataset.Users.Count),
            Pairs.Dataset.Items.Count,
            features
        );
        return fitted;
    }

    // Of the run's options what is said of items, on both sides; the objective and its numbers are the recipe's.
    private static TrainingOptions OwnOptions(TrainingOptions options) =>
        options with
        {
            Recipe = "default",
            Model = options.Model with
            {
                QueryFeatures = options.Model.CandidateFeatures,
                QueryLayers = options.Model.CandidateLayers,
                UserEmbedding = true,
                History = "none",
                HistoryLength = null,
                SharedHistory = null,
            },
            Fit = new FitOptions { CheckpointEvery = options.Fit.CheckpointEvery },
        };

    private sealed class Renamed(IProgress<TrainingEvent> progress) : IProgress<TrainingEvent>
    {
        public void Report(TrainingEvent value) =>
            progress.Report(
                value is FitStarted fit
                    ? fit with
                    {
                        Purpose = $"item pairs, {fit.Purpose}",
                    }
                    : value
            );
    }
}
