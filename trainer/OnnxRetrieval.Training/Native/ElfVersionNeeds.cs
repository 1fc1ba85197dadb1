using System.Buffers.Binary;
using System.Text;

namespace OnnxRetrieval.Training.Native;

/// <summary>
/// The symbol versions that a 64-bit little-endian ELF library asks of the libraries it needs
/// (section <c>.gnu.version_r</c>; Linux Standard Base, "Version Requirements").
/// </summary>
/// <remarks>
/// A version marked weak may be missing: the dynamic linker then warns at most, and the load succeeds as long as no
/// relocation uses a symbol of that version. libLibTorchSharp.so 0.107.0 names GLIBCXX_3.4.32 for a single anchor
/// symbol that no relocation uses.
/// </remarks>
internal static class ElfVersionNeeds
{
    private const uint VersionNeedSection = 0x6ffffffe;
    private const ushort WeakFlag = 2;

    /// <summary>Marks one needed version as weak, in place.</summary>
    /// <param name="image">The library's bytes.</param>
    /// <param name="version">The version's name.</param>
    /// <returns>Whether the image is such a library, whole, and asks for that version.</returns>
    public static bool Weaken(Span<byte> image, string version)
    {
        if (
            image.Length < 64
            || !image[..6].SequenceEqual((ReadOnlySpan<byte>)[0x7f, 0x45, 0x4c, 0x46, 2, 1])
        )
        {
            return false;
        }
        var wanted = Encoding.ASCII.GetBytes(version + "\0");
        try
        {
            return WeakenSections(image, wanted);
        }
        catch (Exception exception)
            when (exception is ArgumentOutOfRangeException or OverflowException)
        {
            // An offset that leads out of the image: it is cut or damaged.
            return false;
        }
    }

    private static bool WeakenSections(Span<byte> image, ReadOnlySpan<byte> wanted)
    {
        var sections = checked((int)UInt64(image, 0x28));
        var sectionSize = UInt16(image, 0x3a);
        var sectionCount = UInt16(image, 0x3c);
        var found = false;
        for (var s = 0; s < sectionCount; s++)
        {
            var header = sections + s * sectionSize;
            if (UInt32(image, header + 4) != VersionNeedSection)
            {
                continue;
            }
            var names = checked(sections + (int)UInt32(image, header + 0x28) * sectionSize);
            found |= WeakenSection(
                image,
                checked((int)UInt64(image, header + 0x18)),
                UInt32(image, header + 0x2c),
                checked((int)UInt64(image, names + 0x18)),
                wanted
            );
        }
        // The headers stand at the end: a library that is cut lacks some.
        _ = image[(sections + sectionCount * sectionSize)..];
        return found;
    }

    private static bool WeakenSection(
        Span<byte> image,
        int need,
        uint needs,
        int namesStart,
        ReadOnlySpan<byte> wanted
    )
    {
        var found = false;
        for (; needs > 0; needs--)
        {
            var auxiliary = checked(need + (int)UInt32(image, need + 8));
            for (var left = UInt16(image, need + 2); left > 0; left--)
            {
                if (
                    image[checked(namesStart + (int)UInt32(image, auxiliary + 8))..]
                        .StartsWith(wanted)
                )
                {
                    var flags = image[(auxiliary + 4)..];
                    BinaryPrimitives.WriteUInt16LittleEndian(
                        flags,
                        (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | WeakFlag)
                    );
                    found = true;
                }
                auxiliary = checked(auxiliary + (int)UInt32(image, auxiliary + 12));
            }
            var next = checked((int)UInt32(image, need + 12));
            if (next == 0)
            {
                break;
            }
            need = checked(need + next);
        }
        return found;
    }

    private static ushort UInt16(ReadOnlySpan<byte> image, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(image[at..]);

    private static uint UInt32(ReadOnlySpan<byte> image, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(image[at..]);

    private static ulong UInt64(ReadOnlySpan<byte> image, int at) =>
        BinaryPrimitives.ReadUInt64LittleEndian(image[at..]);
}
