using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Tool.Web;

/// <summary>What the page has to know of a model to ask for it: its <c>model.json</c>.</summary>
internal sealed record PageDescription
{
    /// <summary>Its file name.</summary>
    public const string FileName = "model.json";

    /// <summary>Answers come from the server of the page.</summary>
    public const string ByServer = "server";

    /// <summary>Answers come from the files beside the page, run by the browser.</summary>
    public const string ByBrowser = "browser";

    private const int MostUsers = 1000;
    private const int MostValues = 100;
    private const char ValueSeparator = '|';

    /// <summary>Who runs the model: <see cref="ByServer"/> or <see cref="ByBrowser"/>.</summary>
    public required string Engine { get; init; }

    /// <summary>The model's name.</summary>
    public required string Name { get; init; }

    /// <summary>The model's version.</summary>
    public required string Version { get; init; }

    /// <summary>The number of candidates.</summary>
    public required int Candidates { get; init; }

    /// <summary>The column that names an item to people; null: its id does.</summary>
    public required string? TitleColumn { get; init; }

    /// <summary>The candidates' columns.</summary>
    public required IReadOnlyList<PageColumn> Columns { get; init; }

    /// <summary>What a query takes.</summary>
    public required IReadOnlyList<PageFeature> Features { get; init; }

    /// <summary>The name of the feature of the user's id; null: there is none.</summary>
    public required string? IdFeature { get; init; }

    /// <summary>The name of the feature of the history; null: the model reads none.</summary>
    public required string? HistoryFeature { get; init; }

    /// <summary>How many users the model knows.</summary>
    public required int UserCount { get; init; }

    /// <summary>Some of them, spread over all.</summary>
    public required IReadOnlyList<string> Users { get; init; }

    /// <summary>The file of the model, where the browser runs it.</summary>
    public string? Retrieval { get; init; }

    /// <summary>The file that finds similar items, where there is one.</summary>
    public string? Similar { get; init; }

    /// <summary>Describes a model.</summary>
    /// <param name="engine">Who runs it.</param>
    /// <param name="model">The model.</param>
    public static PageDescription Of(string engine, PageModel model)
    {
        var info = model.Info;
        var id = info.IdFeature();
        var users = id is null ? null : StoredVocabulary.Of(OnnxFile.Read(info.Path), id.Name);
        return new PageDescription
        {
            Engine = engine,
            Name = info.ModelName,
            Version = info.ModelVersion,
            Candidates = info.CandidateCount,
            TitleColumn = info.Columns.FirstOrDefault(column => column == "title"),
            Columns =
            [
                .. info.Columns.Select(column => new PageColumn(
                    column,
                    ValuesOf(model.Catalogue, column)
                )),
            ],
            Features =
            [
                .. info.QueryFeatures.Select(feature => new PageFeature(
                    feature.Name,
                    feature.Type switch
                    {
                        FeatureType.Text => "text",
                        FeatureType.Integer => "integer",
                        _ => "number",
                    },
                    feature.IsList
                )),
            ],
            IdFeature = id?.Name,
            HistoryFeature = info.HistoryFeature()?.Name,
            UserCount = users?.Count ?? 0,
            Users = users is null ? [] : Spread(users),
            Retrieval = ExportedFiles.Retrieval,
            Similar = model.SimilarPath is null ? null : ExportedFiles.Similar,
        };
    }

    private static string[] Spread(IdTable ids)
    {
        var count = Math.Min(MostUsers, ids.Count);
        return [.. Enumerable.Range(0, count).Select(i => ids[(int)((long)i * ids.Count / count)])];
    }

    // What there is to choose from, in a column of few values: of "Comedy|Drama" both.
    private static string[] ValuesOf(Retrieval catalogue, string column)
    {
        var values = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var hit in catalogue)
        {
            values.UnionWith(
                hit[column].Split(ValueSeparator, StringSplitOptions.RemoveEmptyEntries)
            );
            if (values.Count > MostValues)
            {
                return [];
            }
        }
        return [.. values];
    }
}

/// <summary>A column of the candidates.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">Its values, where they are few; else none.</param>
internal sealed record PageColumn(string Name, IReadOnlyList<string> Values);

/// <summary>A value that a query takes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type"><c>text</c>, <c>integer</c> or <c>number</c>.</param>
/// <param name="List">Whether it is a list of them.</param>
internal sealed record PageFeature(string Name, string Type, bool List);
