using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Tool.Commands;

/// <summary>The items that users met according to a file of interactions.</summary>
internal static class SeenItems
{
    /// <summary>Reads what all users met.</summary>
    /// <exception cref="InputException">The file cannot be used.</exception>
    public static Dataset ReadAll(
        string file,
        string? userColumn,
        string? itemColumn,
        CancellationToken cancellation
    )
    {
        try
        {
            // As train files for an evaluation: they may hold a single user.
            return DataPreparation
                .PrepareForEvaluation(
                    new DataOptions
                    {
                        Train = [file],
                        User = userColumn,
                        Item = itemColumn,
                    },
                    new SplitOptions(),
                    seed: 0,
                    cancellation: cancellation
                )
                .Dataset;
        }
        catch (InputException e) when (e.Message.Contains("--", StringComparison.Ordinal))
        {
            // Here --user and --item are ids, and the columns go by other names.
            throw new InputException(
                e.Message.Replace("--user", "--user-column", StringComparison.Ordinal)
                    .Replace("--item", "--item-column", StringComparison.Ordinal),
                e
            );
        }
    }

    /// <summary>Reads the ids of one user's items; none where the file does not hold the user.</summary>
    /// <exception cref="InputException">The file cannot be used.</exception>
    public static IReadOnlyList<string> Read(
        string file,
        string user,
        string? userColumn,
        string? itemColumn,
        CancellationToken cancellation
    )
    {
        var dataset = ReadAll(file, userColumn, itemColumn, cancellation);
        var row = dataset.Users.RowOf(user);
        var interactions = dataset.Interactions;
        var items = new List<string>();
        for (var i = 0; row >= 0 && i < interactions.Count; i++)
        {
            if (interactions.Users[i] == row)
            {
                items.Add(dataset.Items[interactions.Items[i]]);
            }
        }
        return items;
    }
}
