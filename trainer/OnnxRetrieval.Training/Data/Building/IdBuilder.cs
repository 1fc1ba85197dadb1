using System.Globalization;
using System.Text;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Data.Building;

/// <summary>
/// Gathers the ids of one entity as they are met and numbers them by first appearance. They are integers until one comes
/// that is not; from then on all are strings, which costs nothing of what was read since integers round-trip.
/// </summary>
internal sealed class IdBuilder
{
    private readonly Int64Rows integers = new();
    private Utf8Rows? texts;

    private bool isClosed;

    public int Count => texts?.Count ?? integers.Count;

    /// <summary>Lets no new id in from now on: adding one gives -1.</summary>
    public void Close() => isClosed = true;

    /// <summary>The number of an integer id.</summary>
    public int Add(long id)
    {
        if (isClosed && texts is null)
        {
            return integers.Find(id);
        }
        if (texts is null)
        {
            // -1 pads lists of integer ids in the graph's contract, so that it cannot be an id there.
            if (id != -1)
            {
                return integers.Add(id);
            }
            BecomeTexts();
        }
        Span<byte> text = stackalloc byte[20];
        id.TryFormat(text, out var length, provider: CultureInfo.InvariantCulture);
        return isClosed ? texts!.Find(text[..length]) : texts!.Add(text[..length]);
    }

    /// <summary>The number of an id written as text.</summary>
    /// <param name="id">The id, UTF-8.</param>
    /// <param name="mayBeInteger">Whether the source has no types, so that the digits 42 may be the integer.</param>
    public int Add(ReadOnlySpan<byte> id, bool mayBeInteger)
    {
        if (isClosed)
        {
            // The text 42 is the integer 42 here: had it come before, it would have made texts of all of them.
            return texts is not null ? texts.Find(id)
                : IdText.TryReadInteger(id, out var known) ? integers.Find(known)
                : -1;
        }
        if (texts is null)
        {
            if (
                mayBeInteger
                && !id.SequenceEqual("-1"u8)
                && IdText.TryReadInteger(id, out var integer)
            )
            {
                return integers.Add(integer);
            }
            BecomeTexts();
        }
        return texts!.Add(id);
    }

    /// <summary>
    /// The ids in row order and the row of each number: first those below <paramref name="met"/>, then the others; sorted
    /// within both, integers by value and strings by ordinal, so that rows do not depend on the order read.
    /// </summary>
    public (IdTable Ids, int[] Rows) Finish(int met)
    {
        var order = new int[Count];
        for (var number = 0; number < order.Length; number++)
        {
            order[number] = number;
        }
        IdTable ids;
        if (texts is null)
        {
            var keys = integers.Keys.ToArray();
            Array.Sort(keys, order, 0, met);
            Array.Sort(keys, order, met, keys.Length - met);
            ids = new IdTable(keys);
        }
        else
        {
            var keys = texts.ToStrings();
            Array.Sort(keys, order, 0, met, StringComparer.Ordinal);
            Array.Sort(keys, order, met, keys.Length - met, StringComparer.Ordinal);
            ids = new IdTable(keys);
        }
        var rows = new int[order.Length];
        for (var row = 0; row < order.Length; row++)
        {
            rows[order[row]] = row;
        }
        return (ids, rows);
    }

    /// <summary>The ids in the order of their first appearance.</summary>
    public IdTable InOrder() =>
        texts is null ? new IdTable(integers.Keys.ToArray()) : new IdTable(texts.ToStrings());

    private void BecomeTexts()
    {
        texts = new Utf8Rows();
        foreach (var integer in integers.Keys)
        {
            texts.Add(Encoding.UTF8.GetBytes(integer.ToString(CultureInfo.InvariantCulture)));
        }
    }
}
