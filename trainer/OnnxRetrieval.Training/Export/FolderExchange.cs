using System.Runtime.InteropServices;

namespace OnnxRetrieval.Training.Export;

/// <summary>Exchanges two folders in one step, so that whoever reads finds one or the other at any moment.</summary>
internal static partial class FolderExchange
{
    // Paths are taken from the working folder (AT_FDCWD).
    private const int WorkingFolder = -100;

    // RENAME_EXCHANGE of Linux, and RENAME_SWAP of macOS.
    private const uint Exchange = 2;

    /// <summary>Exchanges them; false where the system, or the file system, cannot: nothing has happened then.</summary>
    /// <param name="one">A folder.</param>
    /// <param name="other">Another folder of the same file system.</param>
    public static bool TryExchange(string one, string other)
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? RenameOnLinux(WorkingFolder, one, WorkingFolder, other, Exchange) == 0
                : OperatingSystem.IsMacOS() && RenameOnMac(one, other, Exchange) == 0;
        }
        catch (EntryPointNotFoundException)
        {
            // The C library is older than the call.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "renameat2", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOnLinux(
        int oldFolder,
        string oldPath,
        int newFolder,
        string newPath,
        uint flags
    );

    [LibraryImport("libc", EntryPoint = "renamex_np", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int RenameOnMac(string oldPath, string newPath, uint flags);
}
