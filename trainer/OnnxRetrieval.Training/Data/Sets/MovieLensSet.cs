namespace OnnxRetrieval.Training.Data.Sets;

/// <summary>One of GroupLens' data sets: its files, their form, and the archive that they are published in.</summary>
internal sealed record MovieLensSet
{
    /// <summary>MovieLens 100K (1998): 943 users, 1,682 movies, 100,000 ratings.</summary>
    public static MovieLensSet Of100K { get; } =
        new()
        {
            Name = "movielens-100k",
            Folder = "ml-100k",
            Archive = "ml-100k.zip",
            Md5 = "0e33842e24a9c977be4e0107933c0723",
            RatingsFile = "u.data",
            Separator = "\t",
            MoviesFile = "u.item",
            MovieSeparator = "|",
            HasGenreFlags = true,
            UsersFile = "u.user",
            UserColumns = ["age", "gender", "occupation", "zip_code"],
        };

    /// <summary>MovieLens 1M (2003): 6,040 users, some 3,900 movies, 1,000,209 ratings.</summary>
    public static MovieLensSet Of1M { get; } =
        new()
        {
            Name = "movielens-1m",
            Folder = "ml-1m",
            Archive = "ml-1m.zip",
            Md5 = "c4d9eecfca2ab87c1945afe126590906",
            RatingsFile = "ratings.dat",
            Separator = "::",
            MoviesFile = "movies.dat",
            MovieSeparator = "::",
            HasGenreFlags = false,
            UsersFile = "users.dat",
            UserColumns = ["gender", "age", "occupation", "zip_code"],
        };

    /// <summary>What options call it.</summary>
    public required string Name { get; init; }

    /// <summary>The folder within its archive.</summary>
    public required string Folder { get; init; }

    /// <summary>The archive's file name.</summary>
    public required string Archive { get; init; }

    /// <summary>The archive's MD5, as GroupLens publishes it.</summary>
    public required string Md5 { get; init; }

    /// <summary>The file with user, item, rating and time.</summary>
    public required string RatingsFile { get; init; }

    /// <summary>What separates its fields.</summary>
    public required string Separator { get; init; }

    /// <summary>The file with id, title and genres.</summary>
    public required string MoviesFile { get; init; }

    /// <summary>What separates its fields.</summary>
    public required string MovieSeparator { get; init; }

    /// <summary>Whether genres are 19 flags rather than names.</summary>
    public required bool HasGenreFlags { get; init; }

    /// <summary>The file that describes the users, its fields separated as the movies'. It may be missing.</summary>
    public required string UsersFile { get; init; }

    /// <summary>What stands in it behind the user's id.</summary>
    public required IReadOnlyList<string> UserColumns { get; init; }

    /// <summary>Finds the files in a folder that the user named: in itself or in the folder that the archive unpacks to.</summary>
    public string FindIn(string directory)
    {
        if (!Directory.Exists(directory))
        {
            throw new InputException(
                $"There is no folder '{directory}' (--data). Name the folder that holds {RatingsFile} and {MoviesFile} of {Name}."
            );
        }
        foreach (var folder in (ReadOnlySpan<string>)[directory, Path.Combine(directory, Folder)])
        {
            if (Holds(folder))
            {
                return folder;
            }
        }
        throw new InputException(
            $"'{directory}' (--data) does not hold {RatingsFile} and {MoviesFile} of {Name}. Unpack {Archive} there."
        );
    }

    /// <summary>Whether a folder holds the files.</summary>
    public bool Holds(string folder) =>
        File.Exists(Path.Combine(folder, RatingsFile))
        && File.Exists(Path.Combine(folder, MoviesFile));
}
