namespace OnnxRetrieval.Hosts.Tests;

/// <summary>What is to be seen on the page of a model.</summary>
/// <param name="Status">The line above the recommendations.</param>
/// <param name="Titles">The titles recommended.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="Moves">How they moved since what was shown before, as far as they did.</param>
/// <param name="Similar">The titles of similar items.</param>
/// <param name="History">The titles of the history.</param>
/// <param name="Excluded">The titles that are excluded.</param>
/// <param name="Found">The titles found by a search.</param>
/// <param name="Address">The part of the address after <c>#</c>, with it.</param>
/// <param name="Focus">What has the keyboard.</param>
/// <param name="Scrolls">Whether the page is wider than its window.</param>
/// <param name="Errors">Errors that nothing caught.</param>
internal sealed record PageState(
    string Status,
    string[] Titles,
    string[] Scores,
    string[] Moves,
    string[] Similar,
    string[] History,
    string[] Excluded,
    string[] Found,
    string Address,
    string Focus,
    bool Scrolls,
    string[] Errors
);
