using OnnxRetrieval.Training;

namespace OnnxRetrieval.Quality.Data;

/// <summary>All data that is measured on.</summary>
internal static class Sources
{
    private const string MovieLens100KFolder = "ml-100k";
    private const string MovieLens1MFolder = "ml-1m-lightgcn";

    /// <summary>MovieLens 100K, as GroupLens ships it.</summary>
    public static DataSource MovieLens100K { get; } =
        new(
            "ml-100k",
            MovieLens100KFolder,
            place =>
                new()
                {
                    Dataset = "movielens-100k",
                    Directory = Path.Combine(place.Shared, MovieLens100KFolder),
                }
        );

    /// <summary>MovieLens 1M, ratings of 3 and above, in the split of "Revisiting LightGCN" (RecSys 2024).</summary>
    public static DataSource MovieLens1M { get; } =
        new(
            "ml-1m",
            MovieLens1MFolder,
            place =>
                new()
                {
                    Dataset = "lists",
                    Train = [List(place, "train.txt")],
                    Valid = [List(place, "valid.txt")],
                    Test = [List(place, "test.txt")],
                }
        );

    /// <summary>The built-in sample.</summary>
    public static DataSource Sample { get; } =
        new("sample", null, _ => new() { Dataset = "sample" });

    /// <summary>Drawn events over 30,000 users and 41,000 items.</summary>
    public static DataSource Drawn { get; } =
        new(
            "drawn",
            null,
            place => Made(place, "drawn", file => DrawnEvents.Write(file, 30_000, 41_000, 400_000))
        );

    /// <summary>A part of other data, of which the part that is held out for its test is no part.</summary>
    /// <param name="source">The other data.</param>
    /// <param name="split">How it is split, so that its test part is known.</param>
    /// <param name="users">Share of its users that is kept.</param>
    /// <param name="interactions">Share of these users' interactions that is kept.</param>
    public static DataSource Thinned(
        DataSource source,
        SplitOptions split,
        double users,
        double interactions
    )
    {
        var name = FormattableString.Invariant(
            $"{source.Name}-{split.Kind ?? "given"}-{100 * users:0}-{100 * interactions:0}"
        );
        return new(
            name,
            source.Needs,
            place =>
                Made(
                    place,
                    name,
                    file =>
                        ThinnedEvents.Write(file, source.Options(place), split, users, interactions)
                )
        );
    }

    private static string List(Place place, string name) =>
        Path.Combine(place.Shared, MovieLens1MFolder, name);

    private static DataOptions Made(Place place, string name, Action<string> write)
    {
        Directory.CreateDirectory(place.Made);
        var file = Path.Combine(place.Made, name + ".csv");
        if (!File.Exists(file))
        {
            var temporary = file + ".tmp";
            write(temporary);
            File.Move(temporary, file);
        }
        return new() { Interactions = [file] };
    }
}
