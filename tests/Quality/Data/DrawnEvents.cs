using System.Globalization;

namespace OnnxRetrieval.Quality.Data;

/// <summary>Drawn events of users who each like a few neighbourhoods of a catalogue of popular and rare items.</summary>
internal static class DrawnEvents
{
    private const int Seed = 1;
    private const int Neighbourhoods = 200;
    private const int TastesOfUser = 3;

    /// <summary>Share of the events that follow no taste.</summary>
    private const double Noise = 0.3;

    /// <summary>The higher, the more of the events are of the most popular items.</summary>
    private const double Skew = 3;

    /// <summary>Writes them as CSV with the columns <c>user</c>, <c>item</c> and <c>time</c>.</summary>
    /// <param name="file">The file.</param>
    /// <param name="users">The number of users; each has an event at least.</param>
    /// <param name="items">The number of items.</param>
    /// <param name="count">The number of events, no less than of users.</param>
    public static void Write(string file, int users, int items, int count)
    {
        var random = new Random(Seed);
        var tastes = new int[users, TastesOfUser];
        for (var user = 0; user < users; user++)
        {
            for (var taste = 0; taste < TastesOfUser; taste++)
            {
                tastes[user, taste] = random.Next(Neighbourhoods);
            }
        }
        using var writer = new StreamWriter(file);
        writer.WriteLine("user,item,time");
        for (var i = 0; i < count; i++)
        {
            var user = i < users ? i : random.Next(users);
            var neighbourhood =
                random.NextDouble() < Noise
                    ? random.Next(Neighbourhoods)
                    : tastes[user, random.Next(TastesOfUser)];
            var rank = (int)(items / Neighbourhoods * Math.Pow(random.NextDouble(), Skew));
            writer.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{user},{rank * Neighbourhoods + neighbourhood},{i}"
                )
            );
        }
    }
}
