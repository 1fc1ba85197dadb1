using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Export;

/// <summary>Writes a trained model as the files that serve it.</summary>
internal sealed class ModelExporter(
    TwoTowerModel model,
    Dataset dataset,
    UserItems trained,
    GraphNotes notes
)
{
    /// <summary>The query input's name: the contract's default.</summary>
    public const string UserInput = "user_id";

    /// <summary>The item input's name in <c>similar.onnx</c> and <c>item_tower.onnx</c>.</summary>
    public const string ItemInput = "item_id";

    /// <summary>Writes <c>retrieval.onnx</c>, <c>similar.onnx</c> and <c>item_tower.onnx</c> into a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="remarks">Receives what the user should know.</param>
    /// <param name="progress">Receives a line as the work goes on.</param>
    /// <param name="cancellation">Stops the grouping of candidates into inverted lists.</param>
    /// <exception cref="InputException">The data cannot be told apart in a file, or the files would be too large.</exception>
    public void Write(
        string folder,
        ICollection<string> remarks,
        IProgress<string>? progress = null,
        CancellationToken cancellation = default
    )
    {
        try
        {
            // Only users who were trained are in the vocabulary; the others get the trained unknown user.
            var users = trained.UsersWithItems();
            var candidates = Candidates();
            var query = model.Query.ToGraph(
                new TowerExport(UserInput, dataset.Users.Select(users), users, dataset.Items)
            );
            using var scope = NewDisposeScope();
            var asked = ScanChoice.Parse(notes.Export.Scan);
            var scan =
                asked == CandidateScan.Exact
                    ? ChosenScan.Exact
                    : ScanChoice.Choose(
                        asked,
                        candidates,
                        model.Query.VectorsOfAll(),
                        "users' vectors",
                        remarks,
                        progress,
                        cancellation
                    );
            OnnxFile.Write(
                RetrievalGraph.Build(
                    query,
                    candidates,
                    notes.GraphOptions() with
                    {
                        Scan = scan.Scan,
                        Lists = scan.Lists,
                    }
                ),
                Path.Combine(folder, ExportedFiles.Retrieval)
            );

            var unknown = model
                .Candidate.Forward(new TowerInput([model.Candidate.Count]))
                .data<float>()
                .ToArray();
            OnnxFile.Write(
                SimilarItemsGraph.Build(candidates, unknown, notes.SimilarOptions(ItemInput)),
                Path.Combine(folder, ExportedFiles.Similar)
            );
            var tower = model.Candidate.ToGraph(
                new TowerExport(
                    ItemInput,
                    dataset.Items,
                    [.. Enumerable.Range(0, dataset.Items.Count)],
                    dataset.Items
                )
            );
            OnnxFile.Write(
                TowerGraph.Build(tower, "vector", notes.GraphOptions()),
                Path.Combine(folder, ExportedFiles.ItemTower)
            );
        }
        catch (GraphException exception)
        {
            throw new InputException(exception.Message, exception);
        }
    }

    /// <summary>Writes <c>pairs.onnx</c> into a folder: the model's queries are items, in the candidates' order.</summary>
    /// <exception cref="InputException">The data cannot be told apart in a file, or the file would be too large.</exception>
    public void WritePairs(string folder)
    {
        try
        {
            using var scope = NewDisposeScope();
            var queries = model.Query.ForwardAll().contiguous().data<float>().ToArray();
            OnnxFile.Write(
                SimilarItemsGraph.BuildPair(Candidates(), queries, notes.SimilarOptions(ItemInput)),
                Path.Combine(folder, ExportedFiles.Pairs)
            );
        }
        catch (GraphException exception)
        {
            throw new InputException(exception.Message, exception);
        }
    }

    private CandidateTable Candidates()
    {
        using var scope = NewDisposeScope();
        var vectors = model.Candidate.VectorsOfAll();
        float[]? biases = model
            .Bias?.Value.narrow(0, 0, model.Candidate.Count)
            .contiguous()
            .data<float>()
            .ToArray();
        return new CandidateTable(dataset.Items, vectors, model.Candidate.Dimensions)
        {
            Biases = biases is null ? default(ReadOnlyMemory<float>?) : biases,
            Columns =
            [
                .. dataset.ItemColumns.Select(column => new CandidateColumn(
                    column.Name,
                    column.Values
                )),
            ],
        };
    }
}

/// <summary>What the exported files say about themselves.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="TrainedAt">When it was trained; null: not told, so that equal runs write equal files.</param>
/// <param name="Options">The options, as JSON.</param>
/// <param name="Fingerprint">The data's fingerprint.</param>
/// <param name="Export">What the files hold.</param>
internal sealed record GraphNotes(
    string Name,
    DateTimeOffset? TrainedAt,
    string Options,
    string Fingerprint,
    ExportOptions Export
)
{
    /// <summary>The metadata's key of what made the file.</summary>
    public const string Trainer = "trainer";

    /// <summary>What stands there: this library and its version.</summary>
    public static string Own { get; } = $"OnnxRetrieval {ToolVersions.Own}";

    /// <summary>Options of a retrieval or tower graph.</summary>
    public RetrievalGraphOptions GraphOptions() =>
        new()
        {
            ModelName = Name,
            TrainedAt = TrainedAt,
            BakedK = Export.BakedK,
            CandidatesInput = Export.CandidatesInput,
            ExternalData = Export.ExternalData,
            Metadata = Metadata(),
        };

    /// <summary>Options of an item-to-item graph.</summary>
    public SimilarItemsGraphOptions SimilarOptions(string inputName) =>
        new()
        {
            ModelName = Name,
            TrainedAt = TrainedAt,
            BakedK = Export.BakedK,
            ExternalData = Export.ExternalData,
            Metadata = Metadata(),
            InputName = inputName,
        };

    private Dictionary<string, string> Metadata() =>
        new()
        {
            [RetrievalMetadata.Options] = Options,
            [RetrievalMetadata.DataFingerprint] = Fingerprint,
            [Trainer] = Own,
        };
}
