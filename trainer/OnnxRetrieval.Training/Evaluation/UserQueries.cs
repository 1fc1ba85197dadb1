using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Export;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Evaluation;

/// <summary>Asks an exported file for users of a data set, with the raw values that a service would pass.</summary>
internal sealed class UserQueries
{
    private readonly Dataset dataset;
    private readonly string? idInput;
    private readonly QueryFeature? historyInput;
    private readonly bool takesTime;
    private readonly List<(string Name, Func<int, FeatureValue> Of)> columns = [];

    /// <summary>Queries for a file.</summary>
    /// <param name="info">What the file takes.</param>
    /// <param name="dataset">The data that the users are of.</param>
    /// <exception cref="InputException">The file takes a value that the data does not have.</exception>
    public UserQueries(RetrieverInfo info, Dataset dataset)
    {
        this.dataset = dataset;
        var features = ExportedOptions.Of(info.Metadata)?.Model.QueryFeatures ?? [];
        foreach (var input in info.QueryFeatures)
        {
            if (
                input is { Name: ModelExporter.UserInput or ModelExporter.ItemInput, IsList: false }
            )
            {
                idInput = input.Name;
            }
            else if (input is { Name: TowerExport.HistoryInput, IsList: true })
            {
                historyInput = input;
            }
            else if (input.Name == TimeFeature.InputName)
            {
                takesTime = true;
            }
            else
            {
                var separator = features
                    .FirstOrDefault(feature => feature.Name == input.Name)
                    ?.Separator;
                columns.Add((input.Name, RawInput.Of(input, Column(input, info), separator)));
            }
        }
        TakeIdAlone = idInput is not null && info.QueryFeatures.Count == 1;
    }

    /// <summary>Whether nothing but the id is taken.</summary>
    public bool TakeIdAlone { get; }

    /// <summary>Whether the id is taken.</summary>
    public bool TakesId => idInput is not null;

    /// <summary>Whether a history is taken, so that a user who is not known can be served by theirs.</summary>
    public bool TakeHistories => historyInput is not null;

    /// <summary>The query for a user.</summary>
    /// <param name="user">The user's row.</param>
    /// <param name="history">Items that the user met, the latest last; may be empty.</param>
    /// <param name="time">When the user asks, Unix time in seconds; below 0: not known.</param>
    public Query Of(int user, ReadOnlySpan<int> history, long time = TimeFeature.NoTime)
    {
        if (TakeIdAlone)
        {
            return new Query(dataset.Users[user]);
        }
        var query = new Query();
        if (idInput is not null)
        {
            query[idInput] = dataset.Users[user];
        }
        if (takesTime)
        {
            query[TimeFeature.InputName] = time;
        }
        foreach (var (name, valueOf) in columns)
        {
            query[name] = valueOf(user);
        }
        if (historyInput is not null)
        {
            var ids = new string[history.Length];
            for (var i = 0; i < ids.Length; i++)
            {
                ids[i] = dataset.Items[history[i]];
            }
            query[historyInput.Name] = ids;
        }
        return query;
    }

    private EntityColumn Column(QueryFeature input, RetrieverInfo info) =>
        dataset.UserColumns.FirstOrDefault(column =>
            string.Equals(column.Name, input.Name, StringComparison.OrdinalIgnoreCase)
        )
        ?? throw new InputException(
            $"'{info.Path}' takes {string.Join(", ", info.QueryFeatures)}, and the data has no column '{input.Name}' of the users. "
                + "Give the file that it was trained with by --users."
        );
}
