using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using OnnxRetrieval.Graph;

namespace OnnxRetrieval.Training.Data.Building;

/// <summary>A data set's name for itself: SHA-256 over its content, whatever file it came in.</summary>
internal static class Fingerprint
{
    public static string Of(
        IdTable users,
        IdTable items,
        IReadOnlyList<Interactions> parts,
        IReadOnlyList<ItemColumn> columns,
        IReadOnlyList<EntityColumn> described
    )
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Append(hash, users);
        Append(hash, items);
        foreach (var part in parts)
        {
            AppendCount(hash, part.Count);
            Append(hash, part.Users);
            Append(hash, part.Items);
            Append(hash, part.Ratings);
            Append(hash, part.Times);
        }
        foreach (var column in columns)
        {
            AppendText(hash, column.Name);
            foreach (var value in column.Values)
            {
                AppendText(hash, value);
            }
        }
        foreach (var column in described)
        {
            AppendText(hash, column.Name);
            AppendCount(hash, column.Values.Length);
            foreach (var value in column.Values)
            {
                AppendText(hash, value);
            }
            Append(hash, column.Codes);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Append(IncrementalHash hash, IdTable ids)
    {
        AppendCount(hash, ids.IsString ? -ids.Count : ids.Count);
        if (!ids.IsString)
        {
            hash.AppendData(MemoryMarshal.AsBytes(ids.Integers));
            return;
        }
        foreach (var id in ids.Strings)
        {
            AppendText(hash, id);
        }
    }

    private static void Append<T>(IncrementalHash hash, T[]? column)
        where T : struct
    {
        AppendCount(hash, column is null ? -1 : column.Length);
        hash.AppendData(MemoryMarshal.AsBytes<T>(column));
    }

    private static void AppendText(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        AppendCount(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AppendCount(IncrementalHash hash, int count)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, count);
        hash.AppendData(bytes);
    }
}
