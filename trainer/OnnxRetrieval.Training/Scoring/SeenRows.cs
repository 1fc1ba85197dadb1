using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Training.Scoring;

/// <summary>Rows of the candidates that users are not to get: those that each has met, and those that nobody is to get.</summary>
internal sealed class SeenRows
{
    private readonly Dataset? seen;
    private readonly UserItems? itemsOfUsers;
    private readonly int[] candidateOfItem = [];
    private readonly int[] forAll;

    /// <summary>Looks up ids in a model.</summary>
    /// <param name="ids">The model's candidates.</param>
    /// <param name="excluded">Ids that nobody is to get; unknown ones are ignored.</param>
    /// <param name="seen">What users have met; null: nothing.</param>
    public SeenRows(CandidateIds ids, IReadOnlyCollection<string> excluded, Dataset? seen)
    {
        this.seen = seen;
        var unwanted = excluded.ToHashSet(StringComparer.Ordinal);
        var rows = new List<int>();
        if (seen is not null)
        {
            itemsOfUsers = UserItems.From(seen.Interactions, seen.Users.Count);
            candidateOfItem = new int[seen.Items.Count];
            Array.Fill(candidateOfItem, -1);
        }
        for (var row = 0; row < ids.Count && (seen is not null || unwanted.Count > 0); row++)
        {
            var id = ids[row];
            if (unwanted.Contains(id))
            {
                rows.Add(row);
            }
            if (seen?.Items.RowOf(id) is >= 0 and var item)
            {
                candidateOfItem[item] = row;
            }
        }
        forAll = [.. rows];
    }

    /// <summary>Whether there is nothing to exclude.</summary>
    public bool AreNone => seen is null && forAll.Length == 0;

    /// <summary>Adds the rows that a user is not to get.</summary>
    public void AddTo(List<int> rows, QueryIds ids, int user)
    {
        rows.AddRange(forAll);
        if (seen is null)
        {
            return;
        }
        var row = ids.Integers is { } integers
            ? seen.Users.RowOf(integers[user])
            : seen.Users.RowOf(ids.Texts![user]);
        if (row < 0)
        {
            return;
        }
        foreach (var item in itemsOfUsers![row])
        {
            if (candidateOfItem[item] >= 0)
            {
                rows.Add(candidateOfItem[item]);
            }
        }
    }
}
