using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace OnnxRetrieval.Training.Native;

/// <summary>
/// Loads libtorch. On Linux systems older than GCC 13 (Debian 12, Ubuntu 22.04) TorchSharp's native library is refused
/// by the dynamic linker for one version of the C++ library that it names but does not need; there a patched copy is
/// loaded instead. See <see cref="ElfVersionNeeds"/>.
/// </summary>
public static partial class TorchLibrary
{
    private const string Wrapper = "LibTorchSharp";
    private const string NewestCxxVersion = "GLIBCXX_3.4.32";
    private static readonly Lock Gate = new();
    private static bool loaded;

    /// <summary>Loads the native libraries where that has not been done. Call it before the first use of a tensor.</summary>
    /// <param name="threads">Threads to compute with; null: leave as it is.</param>
    /// <exception cref="InputException">The libraries cannot be loaded on this machine.</exception>
    public static void EnsureLoaded(int? threads = null)
    {
        lock (Gate)
        {
            if (!loaded)
            {
                if (OperatingSystem.IsLinux())
                {
                    SleepAtBarriers();
                    // Raised only after the ordinary search has failed, so newer systems load the original.
                    AssemblyLoadContext.Default.ResolvingUnmanagedDll += LoadPatched;
                }
                try
                {
                    torch.InitializeDeviceType(DeviceType.CPU);
                }
                catch (Exception exception)
                    when (exception
                            is TypeInitializationException
                                or DllNotFoundException
                                or NotSupportedException
                    )
                {
                    throw new InputException(
                        $"libtorch cannot be loaded on this machine ({RuntimeInformation.RuntimeIdentifier}): "
                            + $"{(exception.InnerException ?? exception).Message} "
                            + "Training runs on linux-x64 (glibc 2.28 or newer), win-x64 and osx-arm64; "
                            + "serving a trained file needs no libtorch.",
                        exception
                    );
                }
                loaded = true;
            }
            if (threads is { } count && torch.get_num_threads() != count)
            {
                torch.set_num_threads(count);
            }
        }
    }

    /// <summary>
    /// Makes threads that wait for each other sleep rather than spin, unless the user has decided: while another process has
    /// one of the cores, spinning makes two threads many times slower than one (measured here: 85 s instead of 6). libgomp
    /// reads this when it is loaded, from the C library's environment, which .NET's does not write to.
    /// </summary>
    private static void SleepAtBarriers() =>
        SetEnvironment("OMP_WAIT_POLICY", "PASSIVE", overwrite: 0);

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);

    private static nint LoadPatched(Assembly assembly, string name)
    {
        if (name != Wrapper && name != $"lib{Wrapper}.so")
        {
            return 0;
        }
        var folder = NativeFolders()
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, $"lib{Wrapper}.so")));
        var torchFolder = NativeFolders()
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "libtorch_cpu.so")));
        if (folder is null || torchFolder is null)
        {
            return 0;
        }
        var image = File.ReadAllBytes(Path.Combine(folder, $"lib{Wrapper}.so"));
        if (!ElfVersionNeeds.Weaken(image, NewestCxxVersion))
        {
            return 0;
        }
        // The copy lies elsewhere, so its own search path does not find these.
        foreach (
            var library in (ReadOnlySpan<string>)["libc10.so", "libtorch_cpu.so", "libtorch.so"]
        )
        {
            NativeLibrary.Load(Path.Combine(torchFolder, library));
        }
        return LoadCopy(image);
    }

    /// <summary>Loads a library image from a file that is gone again once it is mapped.</summary>
    private static nint LoadCopy(byte[] image)
    {
        string[] places =
        [
            Path.GetTempPath(),
            AppContext.BaseDirectory,
            Environment.CurrentDirectory,
        ];
        Exception? last = null;
        // A temporary folder may be full, read-only, or mounted noexec: then the next place may do.
        foreach (var place in places)
        {
            var copy = Path.Combine(place, $"lib{Wrapper}-{Guid.NewGuid():N}.so");
            try
            {
                File.WriteAllBytes(copy, image);
                return NativeLibrary.Load(copy);
            }
            catch (Exception exception)
                when (exception
                        is IOException
                            or UnauthorizedAccessException
                            or DllNotFoundException
                )
            {
                last = exception;
            }
            finally
            {
                TryDelete(copy);
            }
        }
        throw new DllNotFoundException(
            $"A copy of lib{Wrapper}.so fit for this system could be loaded from none of {string.Join(", ", places)}: {last?.Message}",
            last
        );
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A leftover of 2 MB in a temporary folder harms nobody; failing for it would.
        }
    }

    private static IEnumerable<string> NativeFolders()
    {
        var known = AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "";
        var portable =
            $"linux-{RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}";
        return
        [
            AppContext.BaseDirectory,
            Path.Combine(AppContext.BaseDirectory, "runtimes", portable, "native"),
            .. known.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        ];
    }
}
