namespace OnnxRetrieval.Training.Data;

/// <summary>Finds split options that cannot be used, before anything is read.</summary>
internal static class SplitOptionsCheck
{
    /// <summary>Checks kinds and ranges.</summary>
    public static void Check(SplitOptions options)
    {
        if (options.Kind is not null && !Splitter.Kinds.Contains(options.Kind))
        {
            throw InputException.WrongUse(
                $"There is no split '{options.Kind}' (--split). Known: {string.Join(", ", Splitter.Kinds)}."
            );
        }
        if (!(options.TestFraction > 0 && options.TestFraction < 1))
        {
            throw InputException.WrongUse(
                $"The test fraction is {options.TestFraction}; it must be above 0 and below 1."
            );
        }
        if (!(options.ValidFraction >= 0 && options.ValidFraction < 1))
        {
            throw InputException.WrongUse(
                $"The validation fraction is {options.ValidFraction}; it must be at least 0 and below 1."
            );
        }
        if (options.LeaveLast < 1)
        {
            throw InputException.WrongUse(
                $"leave-last holds out {options.LeaveLast} items; it must be at least 1."
            );
        }
    }

    /// <summary>Checks the split against what is read.</summary>
    public static void Check(SplitOptions options, DataOptions data)
    {
        Check(options);
        if (options.Kind == "given" && data.Train.Count == 0)
        {
            throw InputException.WrongUse(
                "Split 'given' needs files: --train, and --valid and --test."
            );
        }
        if (options.Kind is not (null or "given") && data.Train.Count > 0)
        {
            throw InputException.WrongUse(
                $"--train gives the split, so that --split {options.Kind} has nothing to do. Leave out --split, or give the files by --interactions."
            );
        }
    }
}
