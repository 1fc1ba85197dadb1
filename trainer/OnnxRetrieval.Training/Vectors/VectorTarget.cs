namespace OnnxRetrieval.Training.Vectors;

/// <summary>Where files with vectors go, and of what form they are.</summary>
/// <param name="Folder">The folder.</param>
/// <param name="Name">What all their names begin with; "" where they have a folder of their own.</param>
/// <param name="Format">Their form.</param>
public sealed record VectorTarget(string Folder, string Name, VectorFormat Format)
{
    /// <summary>The forms by the names that options give them, which are the extensions too.</summary>
    public static IReadOnlyDictionary<string, VectorFormat> Formats { get; } =
        new Dictionary<string, VectorFormat>(StringComparer.OrdinalIgnoreCase)
        {
            ["parquet"] = VectorFormat.Parquet,
            ["npy"] = VectorFormat.Npy,
            ["sql"] = VectorFormat.Sql,
        };

    /// <summary>The target that somebody names.</summary>
    /// <param name="path">
    /// A folder, or a file <c>NAME.EXTENSION</c>: of a form with several files they are <c>NAME.users.EXTENSION</c> and so on,
    /// beside each other.
    /// </param>
    /// <param name="format">A name of <see cref="Formats"/>; null: by the extension, Parquet in a folder.</param>
    /// <exception cref="InputException">The name and the form do not go together.</exception>
    public static VectorTarget Parse(string path, string? format)
    {
        ArgumentNullException.ThrowIfNull(path);
        var extension = Path.GetExtension(path).TrimStart('.');
        if (Directory.Exists(path) || !Formats.TryGetValue(extension, out var named))
        {
            if (File.Exists(path))
            {
                throw InputException.WrongUse(
                    $"'{path}' is a file whose extension is none of {string.Join(", ", Formats.Keys)}. Name a folder, or a file with one of these."
                );
            }
            return new(path, "", format is null ? VectorFormat.Parquet : Formats[format]);
        }
        if (format is not null && Formats[format] != named)
        {
            throw InputException.WrongUse(
                $"'{path}' is named as {extension}, and --format asks for {format}. Leave one of them out."
            );
        }
        return new(
            Path.GetDirectoryName(Path.GetFullPath(path))!,
            Path.GetFileNameWithoutExtension(path),
            named
        );
    }

    /// <summary>The file with a part of what is written.</summary>
    /// <param name="part">The part, such as <c>users</c>.</param>
    /// <param name="extension">The file's extension, without a dot.</param>
    internal string PathOf(string part, string extension) =>
        Path.Combine(Folder, $"{(Name.Length == 0 ? "" : Name + ".")}{part}.{extension}");

    /// <summary>The one file with all that is written.</summary>
    /// <param name="extension">The file's extension, without a dot.</param>
    internal string PathOfAll(string extension) =>
        Path.Combine(Folder, $"{(Name.Length == 0 ? "vectors" : Name)}.{extension}");
}
