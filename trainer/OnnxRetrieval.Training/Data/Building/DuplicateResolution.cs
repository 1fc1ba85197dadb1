namespace OnnxRetrieval.Training.Data.Building;

/// <summary>What happens where a user met an item more than once.</summary>
internal static class DuplicateResolution
{
    /// <summary>
    /// Keeps of each user and item the interaction with the latest time, among equal times (or without times) the last
    /// read. What is kept stays in the order read. Linear: a user at a time, with one mark an item.
    /// </summary>
    public static Interactions KeepLatest(Interactions interactions, int users, int items)
    {
        var groups = new UserGroups(interactions.Users, users);
        var dropped = new bool[interactions.Count];
        var duplicates = 0;
        var markedBy = new int[items];
        Array.Fill(markedBy, -1);
        var kept = new int[items];
        for (var user = 0; user < users; user++)
        {
            foreach (var position in groups.Of(user))
            {
                var item = interactions.Items[position];
                if (markedBy[item] != user)
                {
                    markedBy[item] = user;
                    kept[item] = position;
                    continue;
                }
                duplicates++;
                var isLater =
                    interactions.Times is null
                    || interactions.Times[position] >= interactions.Times[kept[item]];
                dropped[isLater ? kept[item] : position] = true;
                if (isLater)
                {
                    kept[item] = position;
                }
            }
        }
        if (duplicates == 0)
        {
            return interactions;
        }
        var positions = new int[interactions.Count - duplicates];
        var next = 0;
        for (var position = 0; position < dropped.Length; position++)
        {
            if (!dropped[position])
            {
                positions[next++] = position;
            }
        }
        return interactions.Select(positions);
    }
}
