namespace OnnxRetrieval.Training.Data.Sample;

/// <summary>A kind of invented movie: what it counts as, when it was made, whom it is for, and how its titles are made.</summary>
/// <param name="Family">Kinds of the same family are liked by the same people.</param>
/// <param name="Genres">Its genres, the main one first, joined by <c>|</c>.</param>
/// <param name="Share">Movies of it, against the other kinds.</param>
/// <param name="FirstYear">When the first was made.</param>
/// <param name="LastYear">When the last was made.</param>
/// <param name="Templates">
/// Forms of its titles: {a} and {n} are drawn from the words below, {p} from places, {f} from first names, {s} from
/// surnames; what a template draws twice differs.
/// </param>
/// <param name="Qualities">Words for {a}.</param>
/// <param name="Things">Words for {n}.</param>
internal sealed record SubGenre(
    string Family,
    string Genres,
    int Share,
    int FirstYear,
    int LastYear,
    string[] Templates,
    string[] Qualities,
    string[] Things
);
