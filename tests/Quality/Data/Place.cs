namespace OnnxRetrieval.Quality.Data;

/// <summary>Where data lies.</summary>
/// <param name="Shared">The folder of the data that the project may not ship.</param>
/// <param name="Made">The folder for data that is made from it or drawn, and for results.</param>
internal sealed record Place(string Shared, string Made);
