using OnnxRetrieval.Training.Native;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>The recommenders that a model is measured beside.</summary>
public static class Baselines
{
    /// <summary>Items up to which EASE is fitted where it was not asked for: some seconds of work.</summary>
    public const int MostItemsUnasked = 5000;

    /// <summary>Items up to which EASE is fitted at all: some 2 GB, and a minute.</summary>
    public const int MostItems = 12_000;

    /// <summary>The names that options may give.</summary>
    public static IReadOnlyList<string> Names { get; } = ["popularity", "item-knn", "ease"];

    /// <summary>Says no baseline.</summary>
    public const string None = "none";

    /// <summary>Checks names.</summary>
    /// <param name="names">Names of baselines, or <c>none</c> alone; empty: the default.</param>
    /// <exception cref="InputException">A name is unknown.</exception>
    public static void Check(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (name != None && !Names.Contains(name))
            {
                throw InputException.WrongUse(
                    $"There is no baseline '{name}'; there are {string.Join(", ", Names)}, and '{None}'."
                );
            }
        }
        if (names.Contains(None) && names.Count > 1)
        {
            throw InputException.WrongUse(
                $"The baselines are '{None}' and others at once: name some, or '{None}' alone."
            );
        }
    }

    /// <summary>Makes them, each when it is its turn.</summary>
    /// <param name="names">As in <see cref="Check"/>.</param>
    /// <param name="set">What they learn from.</param>
    /// <param name="seed">Decides what is random in them.</param>
    /// <param name="notes">Gets what was left out, and why.</param>
    /// <param name="threads">Threads to compute with; null: as libtorch is set.</param>
    /// <param name="progress">Told what is being done; may be null.</param>
    /// <param name="cancellation">Stops the fitting.</param>
    /// <exception cref="InputException">One was asked for that the catalogue is too large for.</exception>
    public static IEnumerable<IRecommender> Create(
        IReadOnlyList<string> names,
        TestSet set,
        int seed,
        ICollection<string> notes,
        int? threads = null,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        var isDefault = names.Count == 0;
        if (isDefault || names.Contains("popularity"))
        {
            yield return new Popularity(set.Popularity);
        }
        if (isDefault || names.Contains("item-knn"))
        {
            progress?.Report("fitting item-KNN");
            yield return new ItemKnn(
                set.Trained,
                set.Popularity.ItemCount,
                cancellation: cancellation
            );
        }
        if (isDefault || names.Contains("ease"))
        {
            var size = Ease.SizeFor(set.Trained, set.Popularity.ItemCount);
            if (size == 0 || (isDefault && !CanCompute(threads, notes)))
            {
                yield break;
            }
            if (size <= (isDefault ? MostItemsUnasked : MostItems))
            {
                progress?.Report("fitting EASE");
                TorchLibrary.EnsureLoaded(threads);
                yield return Ease.Fit(set.Trained, set.Popularity.ItemCount, seed, cancellation);
            }
            else if (isDefault)
            {
                notes.Add(
                    FormattableString.Invariant(
                        $"EASE is left out: it inverts a matrix over the {size:N0} items that somebody has, which takes long beyond {MostItemsUnasked:N0}."
                    )
                        + (
                            size <= MostItems
                                ? " Name it among --baselines to have it all the same."
                                : ""
                        )
                );
            }
            else
            {
                throw new InputException(
                    FormattableString.Invariant(
                        $"The baseline 'ease' inverts a matrix over the {size:N0} items that somebody has, and is for {MostItems:N0} at most. Leave it out of --baselines."
                    )
                );
            }
        }
    }

    // An evaluation alone needs no libtorch, and runs on machines that have none.
    private static bool CanCompute(int? threads, ICollection<string> notes)
    {
        try
        {
            TorchLibrary.EnsureLoaded(threads);
            return true;
        }
        catch (InputException exception)
        {
            notes.Add($"EASE is left out: {exception.Message}");
            return false;
        }
    }
}
