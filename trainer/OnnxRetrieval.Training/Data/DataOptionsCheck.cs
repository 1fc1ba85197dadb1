using System.Text.Json;

namespace OnnxRetrieval.Training.Data;

/// <summary>Finds options that contradict each other, before anything is read.</summary>
internal static class DataOptionsCheck
{
    /// <summary>Checks what to read.</summary>
    /// <exception cref="InputException">The options cannot be used together.</exception>
    public static void Check(DataOptions options)
    {
        var isNamed = options.Dataset is not null;
        if (isNamed && !DataReader.Names.Contains(options.Dataset))
        {
            throw InputException.WrongUse(
                $"There is no data set '{options.Dataset}' (--dataset). Known: {string.Join(", ", DataReader.Names)}. Your own files are read with --interactions, --user and --item."
            );
        }
        var sources = new List<string>();
        AddIf(sources, options.Interactions.Count > 0, "--interactions");
        AddIf(sources, options.Query is not null, "--query");
        AddIf(sources, options.Train.Count > 0, "--train");
        if (sources.Count > 1)
        {
            throw InputException.WrongUse(
                $"{string.Join(" and ", sources)} cannot be given together: interactions come from one of them."
            );
        }
        if (options.Train.Count == 0 && (options.Valid.Count > 0 || options.Test.Count > 0))
        {
            throw InputException.WrongUse(
                $"{(options.Test.Count > 0 ? "--test" : "--valid")} needs --train: the files to learn from."
            );
        }
        if (options.Dataset == "lists")
        {
            CheckLists(options, sources);
        }
        else if (isNamed)
        {
            CheckNamed(options, sources);
        }
        else if (sources.Count == 0)
        {
            CheckNamed(options with { Dataset = "sample" }, sources);
        }
        else
        {
            RefuseDirectory(options, "files named by " + sources[0]);
        }
        if (options.Candidates is null && options.CandidateId is not null)
        {
            throw InputException.WrongUse("--candidate-id needs --candidates.");
        }
        if (options.Users is null && options.UserId is not null)
        {
            throw InputException.WrongUse("--user-id needs --users.");
        }
        if (
            options.Candidates is null
            && options.FeatureColumns.Count > 0
            && (sources.Count > 0 || options.Dataset == "lists")
        )
        {
            throw InputException.WrongUse(
                $"--candidate-feature names a column of the candidates, '{options.FeatureColumns[0]}', and there are none: give --candidates."
            );
        }
        if (
            options.Candidates is null
            && options.Columns.Count > 0
            && (sources.Count > 0 || options.Dataset == "lists")
        )
        {
            throw InputException.WrongUse(
                "--columns names columns of the candidates, and there are none: give --candidates."
            );
        }
    }

    /// <summary>Checks what is left to say where a data source is made in code: the candidates' columns.</summary>
    /// <exception cref="InputException">The options name something to read.</exception>
    public static void CheckWithSource(DataOptions options)
    {
        var named = options with { Columns = [], FeatureColumns = [] };
        if (
            !JsonSerializer
                .Serialize(named)
                .Equals(JsonSerializer.Serialize(new DataOptions()), StringComparison.Ordinal)
        )
        {
            throw InputException.WrongUse(
                "The data source is made in code, and brings its own interactions, candidates and users: leave all data options out but the columns."
            );
        }
    }

    private static void CheckLists(DataOptions options, List<string> sources)
    {
        if (options.Query is not null)
        {
            throw InputException.WrongUse("Data set 'lists' is read from files, not from --query.");
        }
        if (sources.Count == 0)
        {
            throw InputException.WrongUse(
                "Data set 'lists' needs files: --train (with --valid and --test), or --interactions."
            );
        }
        RefuseDirectory(options, "data set 'lists'");
        RefuseColumnNames(options);
    }

    private static void CheckNamed(DataOptions options, List<string> sources)
    {
        if (sources.Count > 0)
        {
            throw InputException.WrongUse(
                $"Data set '{options.Dataset}' brings its own interactions: leave out --dataset or {sources[0]}."
            );
        }
        if (options.Candidates is not null)
        {
            throw InputException.WrongUse(
                $"Data set '{options.Dataset}' brings its own candidates: leave out --dataset or --candidates."
            );
        }
        if (options.Users is not null)
        {
            throw InputException.WrongUse(
                $"Data set '{options.Dataset}' brings its own users: leave out --dataset or --users."
            );
        }
        if (options.Dataset == "sample")
        {
            RefuseDirectory(options, "data set 'sample', which is built in");
        }
        RefuseColumnNames(options);
    }

    private static void RefuseDirectory(DataOptions options, string what)
    {
        if (options.Directory is not null)
        {
            throw InputException.WrongUse(
                $"--data names the folder of a MovieLens data set; it does not go with {what}. Add --dataset movielens-100k, or leave out --data."
            );
        }
    }

    private static void RefuseColumnNames(DataOptions options)
    {
        foreach (
            var (value, option) in (ReadOnlySpan<(string?, string)>)
                [
                    (options.User, "--user"),
                    (options.Item, "--item"),
                    (options.Rating, "--rating"),
                    (options.Time, "--time"),
                ]
        )
        {
            if (value is not null)
            {
                throw InputException.WrongUse(
                    $"Data set '{options.Dataset}' has fixed columns: {option} is for files with named columns."
                );
            }
        }
    }

    private static void AddIf(List<string> options, bool isGiven, string option)
    {
        if (isGiven)
        {
            options.Add(option);
        }
    }
}
