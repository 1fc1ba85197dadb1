using OnnxRetrieval.Graph;
using OnnxRetrieval.Tool.Models;
using OnnxRetrieval.Training;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Tool.Web;

/// <summary>Answers what the page asks for, from a model and the file of similar items beside it. For several threads at once.</summary>
internal sealed class PageModel : IDisposable
{
    private const int MostFound = 20;

    private readonly Retriever retriever;
    private readonly Retriever? similar;

    private PageModel(Retriever retriever, Retriever? similar)
    {
        this.retriever = retriever;
        this.similar = similar;
        Catalogue = retriever.Retrieve(new AskedQuery(null, null).For(Info), Info.CandidateCount);
    }

    /// <summary>What the model is and takes.</summary>
    public RetrieverInfo Info => retriever.Info;

    /// <summary>All items that the file gives, those that suit a stranger first.</summary>
    public Retrieval Catalogue { get; }

    /// <summary>The file that finds similar items; null: there is none.</summary>
    public string? SimilarPath => similar?.Info.Path;

    /// <summary>Loads a model.</summary>
    /// <param name="path">A retrieval file, or a folder with one.</param>
    /// <exception cref="InputException">There is none.</exception>
    /// <exception cref="RetrievalException">A file cannot be used.</exception>
    public static PageModel Load(string path)
    {
        var retriever = ModelFile.Load(path, RetrievalGraph.Kind);
        try
        {
            var sibling = Path.Combine(
                Path.GetDirectoryName(retriever.Info.Path)!,
                ExportedFiles.Similar
            );
            return new(retriever, File.Exists(sibling) ? Retriever.Load(sibling) : null);
        }
        catch
        {
            retriever.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        retriever.Dispose();
        similar?.Dispose();
    }

    /// <summary>The best items for somebody, without those that they met.</summary>
    /// <exception cref="InputException">The model does not take what is asked.</exception>
    public PageAnswer Recommend(PageRequest request)
    {
        var asked = new AskedQuery(
            string.IsNullOrEmpty(request.User) ? null : request.User,
            request.History is { Count: > 0 } history ? history : null
        )
        {
            Features = request.Features,
        };
        return Best(
            retriever,
            asked.For(Info),
            [.. request.Exclude, .. asked.History ?? []],
            request
        );
    }

    /// <summary>The items most like one.</summary>
    /// <exception cref="InputException">There is no file for it, or no item is named.</exception>
    public PageAnswer Similar(PageRequest request) =>
        Best(
            similar
                ?? throw new InputException(
                    $"There is no {ExportedFiles.Similar} beside the model."
                ),
            string.IsNullOrEmpty(request.Item)
                ? throw new InputException("No item is named.")
                : new Query(request.Item),
            request.Exclude,
            request
        );

    /// <summary>The items with a text in their title, or at the beginning of their id.</summary>
    public PageAnswer Search(PageRequest request) =>
        Found(
            Catalogue
                .Where(hit =>
                    hit.Id.StartsWith(request.Text, StringComparison.OrdinalIgnoreCase)
                    || Contains(hit.Title, request.Text)
                )
                .Take(MostFound)
        );

    /// <summary>Items by their ids, as far as the model has them.</summary>
    public PageAnswer Items(PageRequest request)
    {
        var ids = request.Ids.ToHashSet(StringComparer.Ordinal);
        return Found(Catalogue.Where(hit => ids.Contains(hit.Id)));
    }

    private PageAnswer Best(
        Retriever asked,
        Query query,
        IReadOnlyList<string> excluded,
        PageRequest request
    )
    {
        if (request.Count < 1)
        {
            throw new InputException(
                $"{request.Count} results cannot be given: ask for at least 1."
            );
        }
        var column = request.Filter.Length > 0 ? request.Column : null;
        if (column is not null && !Info.Columns.Contains(column))
        {
            throw new InputException(
                $"The items have no column '{column}' to filter by: they have {string.Join(", ", Info.Columns)}."
            );
        }
        // What a file cannot exclude by itself, and what it cannot filter by, is taken out of all that it gives.
        var isWhole = column is not null || (excluded.Count > 0 && !asked.Info.CanExclude);
        var results = asked.Retrieve(
            query,
            isWhole ? asked.Info.CandidateCount : request.Count,
            asked.Info.CanExclude ? excluded : null
        );
        var passedOver = excluded.ToHashSet(StringComparer.Ordinal);
        return new(
            results.IsKnown,
            [
                .. results
                    .Where(hit =>
                        (column is null || Contains(ValueOf(hit, column, asked), request.Filter))
                        && !passedOver.Contains(hit.Id)
                    )
                    .Take(request.Count)
                    .Select(hit => Shown(hit, asked, hit.Score)),
            ]
        );
    }

    private PageAnswer Found(IEnumerable<Hit> hits) =>
        new(Known: true, [.. hits.Select(hit => Shown(hit, retriever, score: null))]);

    // The model's columns, whatever the file that was asked has of them.
    private PageHit Shown(Hit hit, Retriever asked, float? score) =>
        new(hit.Id, score, [.. Info.Columns.Select(column => ValueOf(hit, column, asked))]);

    private static string ValueOf(Hit hit, string column, Retriever asked) =>
        asked.Info.Columns.Contains(column) ? hit[column] : "";

    private static bool Contains(string? text, string part) =>
        text?.Contains(part, StringComparison.OrdinalIgnoreCase) == true;
}
