using System.Globalization;
using System.Text;
using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Tests.Data;

namespace OnnxRetrieval.Training.Tests.Support;

/// <summary>
/// Interactions with a known structure: four blocks of users, each meeting two thirds of the items of its own block and
/// none of the others', in a random order. A model that has learned the blocks ranks what is held out among the few items
/// that are left of the block; popularity cannot tell the blocks apart.
/// </summary>
internal static class Blocks
{
    public const int Count = 4;
    public const int Users = 60;
    public const int Items = 72;
    private const int ItemsEach = 12;

    /// <summary>The interactions, in the order of time; ratings are 5 and 1 by turns.</summary>
    public static Interactions Interactions()
    {
        var random = new Random(7);
        var rows = new List<(int User, int Item)>();
        for (var user = 0; user < Users; user++)
        {
            var own = Enumerable
                .Range(0, Items)
                .Where(item => BlockOf(item) == BlockOf(user))
                .ToArray();
            random.Shuffle(own);
            rows.AddRange(own.Take(ItemsEach).Select(item => (user, item)));
        }
        var order = rows.ToArray();
        random.Shuffle(order);
        return new Interactions(
            [.. order.Select(row => row.User)],
            [.. order.Select(row => row.Item)],
            [.. order.Select((_, i) => i % 2 == 0 ? 5f : 1f)],
            [.. order.Select((_, i) => 1_000_000L + i)]
        );
    }

    public static int BlockOf(int row) => row % Count;

    public static Dataset Dataset() =>
        new(
            "blocks",
            new IdTable([.. Enumerable.Range(0, Users).Select(UserId)]),
            new IdTable([.. Enumerable.Range(0, Items).Select(ItemId)]),
            Interactions(),
            [
                new ItemColumn(
                    "title",
                    [.. Enumerable.Range(0, Items).Select(item => $"Title {item}")]
                ),
            ],
            new DataReport(),
            "fingerprint"
        );

    /// <summary>The last item of each user for the test, the one before for validation.</summary>
    public static DataSplit LeaveLast() =>
        Splitter.Split(Dataset(), new() { Kind = "leave-last" }, 1);

    /// <summary>The same, but as if the parts came in files of their own.</summary>
    public static DataSplit Given() => LeaveLast() with { ValidIsCarved = false };

    public static string UserId(int user) =>
        string.Create(CultureInfo.InvariantCulture, $"user-{user}");

    public static string ItemId(int item) =>
        string.Create(CultureInfo.InvariantCulture, $"item/{item}");

    /// <summary>Writes them as CSV (user, item, rating, time) and gives the path.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="integers">Whether ids are numbers, far from row numbers.</param>
    public static string Write(TemporaryFolder folder, bool integers = false) =>
        folder.Write("events.csv", Csv(Interactions(), integers));

    /// <summary>Interactions as CSV.</summary>
    public static string Csv(Interactions interactions, bool integers = false)
    {
        var text = new StringBuilder("user,item,rating,time\n");
        for (var i = 0; i < interactions.Count; i++)
        {
            var (user, item) = (interactions.Users[i], interactions.Items[i]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"{(integers ? Number(user) : UserId(user))},{(integers ? Number(item) : ItemId(item))},{interactions.Ratings![i]},{interactions.Times![i]}\n"
            );
        }
        return text.ToString();
    }

    private static string Number(int row) =>
        (9_000_000_000L + 7 * row).ToString(CultureInfo.InvariantCulture);
}
