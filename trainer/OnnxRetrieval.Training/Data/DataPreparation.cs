using OnnxRetrieval.Training.Data.Sources;

namespace OnnxRetrieval.Training.Data;

/// <summary>From options to a data set that is read and split.</summary>
public static class DataPreparation
{
    /// <summary>Reads and splits.</summary>
    /// <param name="data">What to read.</param>
    /// <param name="split">How to split it.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="progress">Told what is being done; may be null.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InputException">The data or the options cannot be used.</exception>
    public static DataSplit Prepare(
        DataOptions data,
        SplitOptions split,
        int seed,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    ) => Prepare(data, split, seed, true, progress, cancellation);

    /// <summary>Reads a data source that is made in code, and splits.</summary>
    /// <param name="source">What to read from.</param>
    /// <param name="data">Which columns to read; nothing else is left to say.</param>
    /// <param name="split">How to split it.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="progress">Told what is being done; may be null.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InputException">The data or the options cannot be used.</exception>
    public static DataSplit Prepare(
        DataSource source,
        DataOptions data,
        SplitOptions split,
        int seed,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        DataOptionsCheck.CheckWithSource(data);
        SplitOptionsCheck.Check(split, data);
        return Splitter.Split(DataReader.Read(source, data, progress, cancellation), split, seed);
    }

    /// <summary>
    /// The same to evaluate a finished model: no validation set is cut from train files, as the whole of a user's history
    /// counts as seen, and a data set of one user will do.
    /// </summary>
    /// <param name="data">What to read.</param>
    /// <param name="split">How to split it.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="progress">Told what is being done; may be null.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InputException">The data or the options cannot be used.</exception>
    public static DataSplit PrepareForEvaluation(
        DataOptions data,
        SplitOptions split,
        int seed,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    ) => Prepare(data, split, seed, false, progress, cancellation);

    private static DataSplit Prepare(
        DataOptions data,
        SplitOptions split,
        int seed,
        bool carveValid,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        DataOptionsCheck.Check(data);
        SplitOptionsCheck.Check(split, data);
        if (data.Train.Count == 0)
        {
            return Splitter.Split(DataReader.Read(data, progress, cancellation), split, seed);
        }
        List<IReadOnlyList<string>> files = [data.Train];
        if (data.Valid.Count > 0)
        {
            files.Add(data.Valid);
        }
        if (data.Test.Count > 0)
        {
            files.Add(data.Test);
        }
        var (dataset, parts) = DataReader.ReadParts(data, files, progress, cancellation);
        if (carveValid)
        {
            DataReader.RefuseTooSmall(dataset);
        }
        return Splitter.Given(
            dataset,
            parts[0],
            data.Valid.Count > 0 ? parts[1] : null,
            data.Test.Count > 0 ? parts[^1] : Interactions.Empty,
            carveValid ? split.ValidFraction : 0,
            split.WithinUser,
            split.Seed ?? seed
        );
    }
}
