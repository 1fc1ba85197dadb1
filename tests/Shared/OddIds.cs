using FsCheck;
using FsCheck.Fluent;

namespace OnnxRetrieval.Tests;

/// <summary>Ids as nobody would choose them, and somebody has them.</summary>
internal static class OddIds
{
    // Digits that are no number, what delimits and quotes, blanks, letters of one to four bytes, composed and not, marks
    // without width, right to left, and the last code point.
    private static readonly Gen<string> Piece = Gen.Elements(
        "0",
        "7",
        "-",
        "+",
        ".",
        "\"",
        "'",
        ",",
        ";",
        "\t",
        "\n",
        "\r",
        " ",
        "a",
        "A",
        "É",
        "E\u0301",
        "ß",
        "日",
        "🎬",
        "{",
        "\\",
        "%",
        "\u00A0",
        "\u200D",
        "\uFEFF",
        "\u202Eא",
        "\U0010FFFF"
    );

    private static readonly Gen<long> Integer = Gen.OneOf(
        Gen.Choose(-3, 12).Select(value => (long)value),
        Gen.Elements(
            long.MinValue,
            long.MaxValue,
            int.MinValue,
            int.MaxValue,
            1L + int.MaxValue,
            1L + uint.MaxValue,
            (1L << 53) + 1,
            -(1L << 53) - 1
        )
    );

    /// <summary>A text id, at times a long one.</summary>
    public static Gen<string> Text { get; } =
        Gen.Frequency(
            (20, Piece.NonEmptyListOf().Select(string.Concat)),
            (1, Piece.Select(piece => string.Concat(Enumerable.Repeat(piece, 2000))))
        );

    /// <summary>Different text ids.</summary>
    public static Gen<string[]> Texts(int count) =>
        Text.ArrayOf(count).Select(texts => Different(texts, text => text + "'"));

    /// <summary>Different integer ids, none of them -1, which stands for no id.</summary>
    public static Gen<long[]> Integers(int count) =>
        Integer
            .ArrayOf(count)
            .Select(integers =>
                Different(
                    [.. integers.Select(id => id == -1 ? 1 : id)],
                    id => id == -2 ? 0 : unchecked(id + 1)
                )
            );

    private static T[] Different<T>(T[] ids, Func<T, T> next)
    {
        var met = new HashSet<T>();
        foreach (ref var id in ids.AsSpan())
        {
            while (!met.Add(id))
            {
                id = next(id);
            }
        }
        return ids;
    }
}
