using System.Globalization;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Sample;

/// <summary>
/// The built-in data set: invented movies, users and ratings of the shape of MovieLens 100K, generated the same on every
/// machine. It has tastes, a long tail, news and drift in it, so that a trained model beats popularity; it says nothing
/// of how a model does on real data.
/// </summary>
internal static class SampleData
{
    private const long Seed = 1_895;

    public static void Read(DataOptions options, DatasetBuilder builder)
    {
        var random = new SeededRandom(Seed);
        var styles = SampleCatalogue.Styles(random);
        var movies = SampleCatalogue.Make(styles, random);
        var part = builder.AddPart(hasRatings: true, hasTimes: true);
        foreach (var rating in new SampleAudience(movies, styles, random).Rate())
        {
            part.RowsRead++;
            part.Add(
                part.Users.Add(rating.User + 1L),
                part.Items.Add(rating.Movie + 1L),
                rating.Stars,
                rating.Time
            );
        }
        builder.EndInteractions();
        List<EntityColumn> columns =
        [
            EntityColumnBuilder.Of("title", movies.Select(movie => movie.Title)),
            EntityColumnBuilder.Of("genres", movies.Select(movie => movie.Genres)),
            EntityColumnBuilder.Of(
                "year",
                movies.Select(movie => movie.Year.ToString(CultureInfo.InvariantCulture))
            ),
        ];
        builder.SetCandidates(
            new(
                [.. movies.Select((_, movie) => builder.Items.Add(movie + 1L))],
                ChosenColumns.Choose("sample", columns, options.Columns, "title", "genres")
            ),
            ChosenColumns.ForFeatures("sample", columns, options.FeatureColumns)
        );
    }
}
