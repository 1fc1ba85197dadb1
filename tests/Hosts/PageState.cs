namespace OnnxRetrieval.Hosts.Tests;

/// <summary>What is to be seen on the page.</summary>
/// <param name="Status">The line above the list.</param>
/// <param name="Titles">The titles listed.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="Scrolls">Whether the page is wider than its window.</param>
/// <param name="Focus">The text of what has the keyboard's focus.</param>
/// <param name="Errors">Errors that nothing caught.</param>
internal sealed record PageState(
    string Status,
    string[] Titles,
    string[] Scores,
    bool Scrolls,
    string Focus,
    string[] Errors
);
