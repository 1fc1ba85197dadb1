using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Data.Sample;
using OnnxRetrieval.Training.Data.Sets;
using OnnxRetrieval.Training.Data.Sources;

namespace OnnxRetrieval.Training.Data;

/// <summary>
/// Reads interactions and candidates from named data sets, files or queries. The same input gives the same rows in the
/// same order on any number of threads: interactions in the order of the files, vocabularies sorted (integers by value,
/// strings by ordinal), candidates that nobody met after the other items.
/// </summary>
/// <remarks>
/// Ids are 64-bit integers where the source says so, or, in text files, where every one of them is written as an integer
/// is; else all of them are strings, exactly as written: "007" stays "007". Times become Unix seconds, from timestamps,
/// dates, ISO 8601 (UTC unless it says otherwise) or Unix time in seconds to nanoseconds, told apart by size.
/// </remarks>
public static class DataReader
{
    /// <summary>The named data sets.</summary>
    public static IReadOnlyList<string> Names { get; } =
    ["sample", "movielens-100k", "movielens-1m", "lists"];

    /// <summary>Reads the whole data set. For train, valid and test files see <see cref="DataPreparation"/>.</summary>
    /// <param name="options">What to read.</param>
    /// <param name="progress">Told what is being done; may be null.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InputException">The data or the options cannot be used.</exception>
    public static Dataset Read(
        DataOptions options,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        DataOptionsCheck.Check(options);
        if (options.Train.Count > 0)
        {
            throw new InputException(
                "Files given by --train belong to a split that is given; read them together with it."
            );
        }
        var dataset = ReadParts(options, [], progress, cancellation).Dataset;
        RefuseTooSmall(dataset);
        return dataset;
    }

    /// <summary>Reads a data source that is made in code.</summary>
    internal static Dataset Read(
        DataSource source,
        DataOptions options,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        progress?.Report($"reading {source.Name}");
        var builder = new DatasetBuilder(source.Name);
        new SourceReader(source, options, builder, cancellation).Read();
        var dataset = builder.Finish().Dataset;
        RefuseTooSmall(dataset);
        return dataset;
    }

    /// <summary>Reads parts that share their vocabularies: one where <paramref name="parts"/> is empty, else one for each list of files.</summary>
    internal static (Dataset Dataset, IReadOnlyList<Interactions> Parts) ReadParts(
        DataOptions options,
        IReadOnlyList<IReadOnlyList<string>> parts,
        IProgress<string>? progress,
        CancellationToken cancellation
    )
    {
        var isFiles =
            parts.Count > 0 || options.Interactions.Count > 0 || options.Query is not null;
        var name = options.Dataset ?? (isFiles ? null : "sample");
        var builder = new DatasetBuilder(name ?? NameOf(options, parts));
        using var database = new DuckDatabase(cancellation);
        switch (name)
        {
            case "movielens-100k":
            case "movielens-1m":
                var set = name == "movielens-1m" ? MovieLensSet.Of1M : MovieLensSet.Of100K;
                var folder = options.Directory is null
                    ? MovieLensDownload
                        .FromEnvironment(Environment.GetEnvironmentVariable)
                        .Fetch(set, progress, cancellation)
                    : set.FindIn(options.Directory);
                progress?.Report($"reading {name} from {folder}");
                MovieLens.Read(set, folder, options, builder, cancellation);
                break;
            case "sample":
                progress?.Report("making the built-in sample");
                SampleData.Read(options, builder);
                break;
            case "lists":
                IReadOnlyList<IReadOnlyList<string>> lists =
                    parts.Count > 0 ? parts : [options.Interactions];
                foreach (var files in lists)
                {
                    var part = builder.AddPart(hasRatings: false, hasTimes: false);
                    foreach (var file in InputFiles.Find(database, files))
                    {
                        progress?.Report($"reading {file}");
                        ListsReader.Read(file, part, cancellation);
                    }
                }
                Describe(database, options, null, null, builder, progress);
                break;
            default:
                var (userColumn, itemColumn) = InteractionFiles.Read(
                    database,
                    options,
                    parts.Count > 0 ? parts : [options.Interactions],
                    builder,
                    progress
                );
                Describe(database, options, userColumn, itemColumn, builder, progress);
                break;
        }
        return builder.Finish();
    }

    /// <summary>Refuses data from which nothing can be learned.</summary>
    internal static void RefuseTooSmall(Dataset dataset)
    {
        if (dataset.Interactions.Count == 0)
        {
            var report = dataset.Report;
            throw new InputException(
                report.RowsRead == 0
                    ? $"{dataset.Name} holds no interaction: there is no row."
                    : $"{dataset.Name} holds no interaction: of {report.RowsRead:N0} rows, {report.MissingFields:N0} miss a field and {report.NotFinite:N0} have a rating that is no finite number."
            );
        }
        if (dataset.Users.Count < 2)
        {
            throw new InputException(
                $"{dataset.Name} has one user only ('{ColumnNames.Shorten(dataset.Users[0])}'). A recommender learns from what several users have in common; is the user column the right one?"
            );
        }
        if (dataset.Items.Count < 2)
        {
            throw new InputException(
                $"{dataset.Name} has one item only ('{ColumnNames.Shorten(dataset.Items[0])}'). There is nothing to choose from; is the item column the right one?"
            );
        }
    }

    private static void Describe(
        DuckDatabase database,
        DataOptions options,
        string? userColumn,
        string? itemColumn,
        DatasetBuilder builder,
        IProgress<string>? progress
    )
    {
        builder.EndInteractions();
        if (options.Candidates is not null)
        {
            progress?.Report("reading the candidates");
            new CandidateReader(database, options, itemColumn, builder).Read(options.Candidates);
        }
        if (options.Users is not null)
        {
            progress?.Report("reading the users");
            new UserReader(database, options, userColumn, builder).Read(options.Users);
        }
    }

    private static string NameOf(DataOptions options, IReadOnlyList<IReadOnlyList<string>> parts)
    {
        var files = parts.Count > 0 ? parts[0] : options.Interactions;
        if (files.Count == 0)
        {
            return "query";
        }
        var name = Path.GetFileName(files[0]);
        var end = name.IndexOfAny(['.', '*', '?', '[']);
        return end > 0 ? name[..end] : "interactions";
    }
}
