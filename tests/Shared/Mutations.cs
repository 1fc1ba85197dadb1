using System.Globalization;

namespace OnnxRetrieval.Tests;

/// <summary>Damage to a file as disks, networks, editors and people do it, decided by a number alone.</summary>
internal static class Mutations
{
    private const string RoundsVariable = "FUZZ_ROUNDS";

    private static readonly byte[] Telling =
    [
        0x00,
        0x01,
        0x7F,
        0x80,
        0xFF,
        0xC3,
        0xED,
        .. "\"',;:\t\n\r\\{}[]-+.0 e"u8,
    ];

    /// <summary>The numbers to try: few as a rule, as many as the environment variable <c>FUZZ_ROUNDS</c> asks for.</summary>
    /// <param name="usual">How many there are where it asks for none.</param>
    public static IEnumerable<int> Rounds(int usual) =>
        Enumerable.Range(
            0,
            Environment.GetEnvironmentVariable(RoundsVariable) is { Length: > 0 } rounds
                ? int.Parse(rounds, CultureInfo.InvariantCulture)
                : usual
        );

    /// <summary>A copy with one to four things done to it. It may be the same, where one undoes another.</summary>
    /// <param name="whole">What to damage, at least a byte.</param>
    /// <param name="round">Decides what is done.</param>
    public static byte[] Of(byte[] whole, int round)
    {
        var random = new Random(round);
        var bytes = new List<byte>(whole);
        for (var left = random.Next(1, 5); left > 0 && bytes.Count > 0; left--)
        {
            Mutate(bytes, random);
        }
        return [.. bytes];
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        var place = random.Next(bytes.Count);
        // Mostly short: long ones leave nothing to go wrong.
        var length = Math.Min(1 << random.Next(8), bytes.Count - place);
        switch (random.Next(8))
        {
            case 0:
                bytes[place] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[place] = Telling[random.Next(Telling.Length)];
                break;
            case 2:
                bytes.Insert(place, Telling[random.Next(Telling.Length)]);
                break;
            case 3:
                bytes.RemoveRange(place, length);
                break;
            case 4:
                bytes.InsertRange(random.Next(bytes.Count), bytes.GetRange(place, length));
                break;
            case 5:
                var moved = bytes.GetRange(place, length);
                bytes.RemoveRange(place, length);
                bytes.InsertRange(random.Next(bytes.Count + 1), moved);
                break;
            case 6:
                for (var i = place; i < place + length; i++)
                {
                    bytes[i] = (byte)random.Next(256);
                }
                break;
            default:
                // Seldom, as little is left of most.
                if (random.Next(4) == 0)
                {
                    bytes.RemoveRange(place, bytes.Count - place);
                }
                break;
        }
    }
}
