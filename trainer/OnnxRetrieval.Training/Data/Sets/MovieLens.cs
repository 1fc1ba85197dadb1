using System.Buffers.Text;
using System.Globalization;
using System.Text;
using OnnxRetrieval.Training.Data.Building;
using OnnxRetrieval.Training.Data.Files;

namespace OnnxRetrieval.Training.Data.Sets;

/// <summary>Reads GroupLens' MovieLens 100K and 1M as they are shipped: Latin-1 text with their own separators.</summary>
internal static class MovieLens
{
    private static readonly string[] Genres100K =
    [
        "unknown",
        "Action",
        "Adventure",
        "Animation",
        "Children's",
        "Comedy",
        "Crime",
        "Documentary",
        "Drama",
        "Fantasy",
        "Film-Noir",
        "Horror",
        "Musical",
        "Mystery",
        "Romance",
        "Sci-Fi",
        "Thriller",
        "War",
        "Western",
    ];

    /// <summary>Reads a set from the folder that holds its files.</summary>
    public static void Read(
        MovieLensSet set,
        string folder,
        DataOptions options,
        DatasetBuilder builder,
        CancellationToken cancellation
    )
    {
        var part = builder.AddPart(hasRatings: true, hasTimes: true);
        ReadRatings(Path.Combine(folder, set.RatingsFile), set.Separator, part, cancellation);
        builder.EndInteractions();
        ReadMovies(set, folder, options, builder);
        ReadUsers(set, folder, builder);
    }

    private static void ReadMovies(
        MovieLensSet set,
        string folder,
        DataOptions options,
        DatasetBuilder builder
    )
    {
        var file = Path.Combine(folder, set.MoviesFile);
        var items = new List<int>();
        var (titles, genres, years, dates) = (
            new List<string>(),
            new List<string>(),
            new List<string>(),
            new List<string>()
        );
        var line = 0;
        foreach (var text in Lines(file))
        {
            line++;
            var fields = text.Split(set.MovieSeparator);
            if (
                fields.Length < 3
                || !long.TryParse(
                    fields[0],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var id
                )
            )
            {
                throw Damaged(file, line, "an id, a title and genres");
            }
            items.Add(builder.Items.Add(id));
            titles.Add(fields[1]);
            genres.Add(set.HasGenreFlags ? GenreNames(fields, file, line) : fields[2]);
            dates.Add(set.HasGenreFlags ? IsoDate(fields[2]) : "");
            years.Add(Year(set.HasGenreFlags ? fields[2] : fields[1]));
        }
        List<EntityColumn> columns =
        [
            EntityColumnBuilder.Of("title", titles),
            EntityColumnBuilder.Of("genres", genres),
            EntityColumnBuilder.Of("year", years),
        ];
        if (set.HasGenreFlags)
        {
            columns.Add(EntityColumnBuilder.Of("release_date", dates));
        }
        builder.SetCandidates(
            new(items, ChosenColumns.Choose(set.Name, columns, options.Columns, "title", "genres")),
            ChosenColumns.ForFeatures(set.Name, columns, options.FeatureColumns)
        );
    }

    // Who copied only the ratings and the movies has no users' file.
    private static void ReadUsers(MovieLensSet set, string folder, DatasetBuilder builder)
    {
        var file = Path.Combine(folder, set.UsersFile);
        if (!File.Exists(file))
        {
            return;
        }
        builder.Users.Close();
        var users = new List<int>();
        var columns = set.UserColumns.Select(_ => new List<string>()).ToList();
        var line = 0;
        foreach (var text in Lines(file))
        {
            line++;
            var fields = text.Split(set.MovieSeparator);
            if (
                fields.Length != columns.Count + 1
                || !long.TryParse(
                    fields[0],
                    NumberStyles.None,
                    CultureInfo.InvariantCulture,
                    out var id
                )
            )
            {
                throw Damaged(file, line, $"an id, then {string.Join(", ", set.UserColumns)}");
            }
            if (builder.Users.Add(id) is >= 0 and var user)
            {
                users.Add(user);
                for (var column = 0; column < columns.Count; column++)
                {
                    columns[column].Add(fields[column + 1]);
                }
            }
        }
        builder.SetUsers(new(users, [.. set.UserColumns.Zip(columns, EntityColumnBuilder.Of)]));
    }

    private static void ReadRatings(
        string file,
        string separator,
        InteractionBuffer part,
        CancellationToken cancellation
    )
    {
        ReadOnlySpan<byte> text = ReadAll(file);
        var mark = Encoding.ASCII.GetBytes(separator);
        var line = 0;
        while (!text.IsEmpty)
        {
            if ((line & 0xFFFF) == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
            line++;
            var end = text.IndexOf((byte)'\n');
            var row = (end < 0 ? text : text[..end]).TrimEnd((byte)'\r');
            text = end < 0 ? [] : text[(end + 1)..];
            if (row.IsEmpty)
            {
                continue;
            }
            if (
                !TryField(ref row, mark, out var user)
                || !TryField(ref row, mark, out var item)
                || !TryField(ref row, mark, out var rating)
                || !TryField(ref row, mark, out var time)
                || rating is < 1 or > 5
            )
            {
                throw Damaged(file, line, "user, item, rating from 1 to 5 and Unix time");
            }
            part.RowsRead++;
            part.Add(part.Users.Add(user), part.Items.Add(item), rating, time);
        }
        if (part.Count == 0)
        {
            throw new InputException($"'{file}' is empty. Copy the data set again.");
        }
    }

    private static bool TryField(
        ref ReadOnlySpan<byte> row,
        ReadOnlySpan<byte> separator,
        out long value
    )
    {
        if (!Utf8Parser.TryParse(row, out value, out var read))
        {
            return false;
        }
        row = row[read..];
        if (row.IsEmpty)
        {
            return true;
        }
        if (!row.StartsWith(separator))
        {
            return false;
        }
        row = row[separator.Length..];
        return true;
    }

    private static string GenreNames(string[] fields, string file, int line)
    {
        const int FirstFlag = 5;
        if (fields.Length != FirstFlag + Genres100K.Length)
        {
            throw Damaged(file, line, "24 fields, the last 19 of them genre flags");
        }
        var names = new List<string>();
        for (var genre = 0; genre < Genres100K.Length; genre++)
        {
            if (fields[FirstFlag + genre] == "1")
            {
                names.Add(Genres100K[genre]);
            }
        }
        return string.Join('|', names);
    }

    // "01-Jan-1995" or "Toy Story (1995)".
    private static string Year(string text)
    {
        var digits = text.AsSpan().TrimEnd().TrimEnd(')');
        return digits.Length >= 4 && int.TryParse(digits[^4..], out _)
            ? digits[^4..].ToString()
            : "";
    }

    // "01-Jan-1995" as 1995-01-01.
    private static string IsoDate(string text) =>
        DateOnly.TryParseExact(
            text,
            "d-MMM-yyyy",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var date
        )
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : "";

    private static IEnumerable<string> Lines(string file) =>
        Encoding
            .Latin1.GetString(ReadAll(file))
            .Split('\n')
            .Select(line => line.TrimEnd('\r'))
            .Where(line => line.Length > 0);

    private static byte[] ReadAll(string file)
    {
        InputFiles.Check(file);
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (IOException e)
        {
            throw new InputException($"'{file}' cannot be read: {e.Message}", e);
        }
    }

    private static InputException Damaged(string file, int line, string expected) =>
        new(
            $"'{file}', line {line:N0}: expected {expected}. The file is damaged or another data set's: copy it again."
        );
}
