using System.Globalization;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Data;

namespace OnnxRetrieval.Quality.Data;

/// <summary>Data with fewer users, and fewer interactions of each.</summary>
internal static class ThinnedEvents
{
    private const int Seed = 1;

    /// <summary>Writes them as CSV.</summary>
    /// <param name="file">The file.</param>
    /// <param name="data">What is thinned.</param>
    /// <param name="split">Tells its test part, of which nothing is kept.</param>
    /// <param name="users">Share of the users that is kept.</param>
    /// <param name="interactions">Share of their interactions that is kept.</param>
    public static void Write(
        string file,
        DataOptions data,
        SplitOptions split,
        double users,
        double interactions
    )
    {
        var whole = DataPreparation.Prepare(data, split, TrainingPipeline.DefaultSeed);
        var known = whole.Train.Concat(whole.Valid);
        var random = new Random(Seed);
        var isKept = new bool[whole.Dataset.Users.Count];
        for (var user = 0; user < isKept.Length; user++)
        {
            isKept[user] = random.NextDouble() < users;
        }
        using var writer = new StreamWriter(file);
        writer.WriteLine(known.Times is null ? "user,item" : "user,item,time");
        for (var i = 0; i < known.Count; i++)
        {
            if (isKept[known.Users[i]] && random.NextDouble() < interactions)
            {
                writer.Write(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{known.Users[i]},{known.Items[i]}"
                    )
                );
                writer.WriteLine(
                    known.Times is null
                        ? ""
                        : string.Create(CultureInfo.InvariantCulture, $",{known.Times[i]}")
                );
            }
        }
    }
}
