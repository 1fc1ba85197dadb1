using OnnxRetrieval.Training;

namespace OnnxRetrieval.Quality.Data;

/// <summary>Data to measure on.</summary>
/// <param name="Name">What files and tables call it.</param>
/// <param name="Needs">The folder of <see cref="Place.Shared"/> that it is read from; null: none.</param>
/// <param name="Options">What to read, made first where it has to be.</param>
internal sealed record DataSource(string Name, string? Needs, Func<Place, DataOptions> Options)
{
    /// <summary>Whether it can be read.</summary>
    public bool IsIn(Place place) =>
        Needs is null || Directory.Exists(Path.Combine(place.Shared, Needs));
}
