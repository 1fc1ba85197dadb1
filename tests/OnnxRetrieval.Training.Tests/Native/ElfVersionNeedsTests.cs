using OnnxRetrieval.Training.Native;

namespace OnnxRetrieval.Training.Tests.Native;

public sealed class ElfVersionNeedsTests
{
    private const string Version = "GLIBCXX_3.4.32";

    [Fact]
    public void The_real_library_is_changed_in_the_flags_of_that_version_alone()
    {
        var original = Library();
        var weakened = (byte[])original.Clone();

        Assert.True(ElfVersionNeeds.Weaken(weakened, Version));

        var changed = Enumerable
            .Range(0, original.Length)
            .Where(i => original[i] != weakened[i])
            .ToArray();
        var place = Assert.Single(changed);
        Assert.Equal(original[place] | 2, weakened[place]);
        Assert.True(ElfVersionNeeds.Weaken(weakened, Version));
    }

    [Fact]
    public void A_version_that_is_not_asked_for_changes_nothing()
    {
        var original = Library();
        var image = (byte[])original.Clone();

        Assert.False(ElfVersionNeeds.Weaken(image, "GLIBCXX_9.9.9"));
        Assert.Equal(original, image);
    }

    [Fact]
    public void What_is_no_library_is_told()
    {
        Assert.False(ElfVersionNeeds.Weaken([], Version));
        Assert.False(ElfVersionNeeds.Weaken(new byte[1000], Version));
        Assert.False(ElfVersionNeeds.Weaken("MZ a Windows library"u8.ToArray(), Version));
        Assert.False(
            ElfVersionNeeds.Weaken([0x7f, 0x45, 0x4c, 0x46, 2, 1, .. new byte[58]], Version)
        );
    }

    [Fact]
    public void A_library_cut_anywhere_is_told()
    {
        var whole = Library();
        // The section headers stand at the end, so whatever is cut off takes some of them.
        foreach (var share in (ReadOnlySpan<double>)[0.00001, 0.0001, 0.01, 0.3, 0.6, 0.9, 0.999])
        {
            Assert.False(
                ElfVersionNeeds.Weaken(Cut((int)(whole.Length * share)), Version),
                $"cut to {share:p}"
            );
        }
        Assert.False(ElfVersionNeeds.Weaken(Cut(whole.Length - 1), Version));

        byte[] Cut(int length) => whole.AsSpan(0, length).ToArray();
    }

    [Fact]
    public async Task Damaged_headers_neither_crash_nor_hang()
    {
        var random = new Random(1);
        var whole = Library();
        var sections = (int)BitConverter.ToUInt64(whole, 0x28);
        var count = BitConverter.ToUInt16(whole, 0x3c);
        var size = BitConverter.ToUInt16(whole, 0x3a);
        var needs = Enumerable
            .Range(0, count)
            .Select(section => sections + section * size)
            .First(header => BitConverter.ToUInt32(whole, header + 4) == 0x6ffffffe);
        var need = (int)BitConverter.ToUInt64(whole, needs + 0x18);
        var length = (int)BitConverter.ToUInt64(whole, needs + 0x20);
        for (var round = 0; round < 2000; round++)
        {
            var image = (byte[])whole.Clone();
            var (start, end) = (round % 3) switch
            {
                0 => (6, 64),
                1 => (needs, needs + size),
                _ => (need, need + length),
            };
            for (var change = random.Next(1, 8); change > 0; change--)
            {
                image[random.Next(start, end)] = (byte)random.Next(256);
            }

            var cancellation = TestContext.Current.CancellationToken;
            await Task.Run(() => ElfVersionNeeds.Weaken(image, Version), cancellation)
                .WaitAsync(TimeSpan.FromSeconds(20), cancellation);
        }
    }

    private static byte[] Library()
    {
        var path = new[]
        {
            AppContext.BaseDirectory,
            Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native"),
        }
            .Select(folder => Path.Combine(folder, "libLibTorchSharp.so"))
            .FirstOrDefault(File.Exists);
        Assert.SkipWhen(path is null, "TorchSharp's Linux library is not beside the tests.");
        return File.ReadAllBytes(path!);
    }
}
