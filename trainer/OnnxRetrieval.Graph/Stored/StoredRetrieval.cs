using System.Globalization;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>
/// A file of kind <c>retrieval</c> or <c>similar</c> taken apart: its candidates, and all that is needed to write it again
/// with others.
/// </summary>
public sealed class StoredRetrieval
{
    private readonly ModelProto model;
    private readonly TableStorage storage;
    private readonly IReadOnlyDictionary<string, string> metadata;
    private readonly Dictionary<string, NodeProto> makers;
    private readonly Dictionary<string, TensorProto> tables;
    private readonly StoredScores scores;

    private StoredRetrieval(ModelProto stored)
    {
        storage = StoredTables.Of(stored);
        model = StoredTables.Restore(stored);
        metadata = RetrievalMetadata.Of(model);
        // The scores may be computed in a branch.
        makers = SubgraphNames
            .NodesOf(model.Graph)
            .SelectMany(node => node.Output.Select(output => (output, node)))
            .Where(made => made.output.Length > 0)
            .ToDictionary(made => made.output, made => made.node);
        tables = model.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        Kind = metadata.GetValueOrDefault(RetrievalMetadata.Kind, "");
        if (
            Kind is not (RetrievalGraph.Kind or SimilarItemsGraph.Kind)
            || !StoredScores.TryFind(makers, out var found)
            || !int.TryParse(
                metadata.GetValueOrDefault(RetrievalMetadata.CandidateCount, ""),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
        )
        {
            throw new GraphException(
                "The file is no retrieval file that this tool wrote, so its candidates cannot be told from the rest."
            );
        }
        scores = found;
        Candidates = ReadCandidates(count);
        Lists = scores.AreInBlocks ? ReadLists(count) : null;
    }

    /// <summary>The kind: <see cref="RetrievalGraph.Kind"/> or <see cref="SimilarItemsGraph.Kind"/>.</summary>
    public string Kind { get; }

    /// <summary>The candidates, in the order of the rows.</summary>
    public CandidateTable Candidates { get; }

    /// <summary>How the candidates are found.</summary>
    public CandidateScan Scan =>
        CandidateScans.Names.GetValueOrDefault(
            metadata.GetValueOrDefault(RetrievalMetadata.Scan, ""),
            CandidateScan.Exact
        );

    /// <summary>The inverted lists by which they are found; null: there are none.</summary>
    public InvertedLists? Lists { get; }

    /// <summary>The file's metadata.</summary>
    public IReadOnlyDictionary<string, string> Metadata => metadata;

    /// <summary>The opset that it is written with.</summary>
    public int Opset =>
        checked((int)model.OpsetImport.First(import => import.Domain == "").Version);

    /// <summary>Takes a file apart.</summary>
    /// <exception cref="GraphException">It is no retrieval file, or another tool has rewritten it.</exception>
    public static StoredRetrieval Read(string path)
    {
        try
        {
            return new(OnnxFile.Read(path));
        }
        catch (GraphException error)
        {
            throw new GraphException($"'{path}': {error.Message}", error);
        }
    }

    /// <summary>The model with other candidates, its tables stored as before. Its version is a new one.</summary>
    /// <param name="candidates">The candidates.</param>
    /// <param name="changes">Metadata to add or replace, or, where the value is null, to leave out.</param>
    /// <param name="scan">How they are found; null: as before.</param>
    /// <param name="lists">Their inverted lists, where they are found by them; null: as before, which other candidates do not fit.</param>
    /// <exception cref="GraphException">The candidates do not fit.</exception>
    public ModelProto With(
        CandidateTable candidates,
        IReadOnlyDictionary<string, string?> changes,
        CandidateScan? scan = null,
        InvertedLists? lists = null
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(changes);
        var kept = new Dictionary<string, string>(metadata, StringComparer.Ordinal);
        foreach (var (key, value) in changes)
        {
            if (value is null)
            {
                kept.Remove(key);
            }
            else
            {
                kept[key] = value;
            }
        }
        var options = new RetrievalGraphOptions
        {
            ModelName = metadata.GetValueOrDefault(RetrievalMetadata.ModelName),
            BakedK = BakedK(),
            CandidatesInput = model.Graph.Input.Any(input =>
                input.Name == RetrievalContract.Candidates
            ),
            Scan = scan ?? Scan,
            Lists = lists ?? Lists,
            Opset = Opset,
            Metadata = kept,
        };
        var built =
            Kind == SimilarItemsGraph.Kind
                ? SimilarItemsGraph.Build(
                    candidates,
                    UnknownVector(),
                    new SimilarItemsGraphOptions
                    {
                        ModelName = options.ModelName,
                        BakedK = options.BakedK,
                        Opset = options.Opset,
                        Metadata = kept,
                        InputName = model.Graph.Input[0].Name,
                    }
                )
                : RetrievalGraph.Build(QueryTower(), candidates, options);
        return StoredTables.Store(built, storage);
    }

    /// <summary>The tower that makes the vectors of queries.</summary>
    public ITowerGraph QueryTower() =>
        new StoredTowerGraph(model, scores.Vector, Candidates.Dimensions, Candidates.Ids.IsString);

    /// <inheritdoc cref="StoredVocabulary.Of"/>
    public IdTable? Vocabulary(string input) => StoredVocabulary.Of(model, input);

    private CandidateTable ReadCandidates(int count)
    {
        var vectors = Table(scores.Vectors);
        var dimensions = checked(
            (int)vectors.Dims[1] / (scores.AreInBlocks ? InvertedLists.BlockRows : 1)
        );
        return new CandidateTable(
            Ids(GatheredBy(RetrievalContract.CandidateId), count),
            Rows(vectors, count, dimensions),
            dimensions
        )
        {
            Biases = scores.Biases is { } biases
                ? Rows(Table(biases), count, 1)
                : default(ReadOnlyMemory<float>?),
            Columns =
            [
                .. model
                    .Graph.Output.Where(output =>
                        !RetrievalContract.ReservedNames.Contains(output.Name)
                    )
                    .Select(output => new CandidateColumn(
                        output.Name,
                        Texts(GatheredBy(output.Name), count)
                    )),
            ],
        };
    }

    // The queries' vectors are rows of a table: of the candidates' own, unless the file is of a pair of towers.
    private float[] UnknownVector()
    {
        if (GatheredBy(scores.Vector) != Table(scores.Vectors))
        {
            throw new GraphException(
                "A file of a pair of item towers cannot be written with other candidates: only training makes the vectors of its queries."
            );
        }
        var dimensions = Candidates.Dimensions;
        return Floats(Table(scores.Vectors), Candidates.Count * dimensions, dimensions);
    }

    private int? BakedK()
    {
        var width = model
            .Graph.Output.First(output => output.Name == RetrievalContract.CandidateIndex)
            .Type.TensorType.Shape.Dim[1]
            .DimValue;
        return model.Graph.Input.Any(input => input.Name == RetrievalContract.K)
            ? null
            : checked((int)width);
    }

    // An output is a row of a table for each result.
    private TensorProto GatheredBy(string output) =>
        makers.TryGetValue(output, out var node) && node.OpType == "Gather"
            ? Table(node.Input[0])
            : throw new GraphException($"The output '{output}' is not read from a table.");

    private TensorProto Table(string name) =>
        tables.TryGetValue(name, out var table)
            ? table
            : throw new GraphException($"'{name}' is no table of the file.");

    // The candidates' rows of a table, which may be in blocks.
    private float[] Rows(TensorProto table, int count, int columns)
    {
        if (!scores.AreInBlocks)
        {
            return Floats(table, 0, count * columns);
        }
        var numbers = table.Numbers<float>();
        var rowOfSlot = Table(ListRanking.Rows).Numbers<long>();
        var rows = new float[count * columns];
        for (var slot = 0; slot < rowOfSlot.Length; slot++)
        {
            var row = (int)rowOfSlot[slot];
            if (row < count)
            {
                numbers.Slice(slot * columns, columns).CopyTo(rows.AsSpan(row * columns));
            }
        }
        return rows;
    }

    private InvertedLists ReadLists(int count)
    {
        var rowOfSlot = Table(ListRanking.Rows).Numbers<long>();
        var blocks = rowOfSlot
            .ToArray()
            .Chunk(InvertedLists.BlockRows)
            .Select(slots => slots.Where(row => row < count).Select(row => (int)row).ToArray());
        return new InvertedLists([.. blocks], Number(RetrievalMetadata.Probes, int.Parse) ?? 1)
        {
            Recall = Number(RetrievalMetadata.ScanRecall, double.Parse),
        };

        T? Number<T>(string key, Func<string, IFormatProvider, T> parse)
            where T : struct =>
            metadata.TryGetValue(key, out var text)
                ? parse(text, CultureInfo.InvariantCulture)
                : null;
    }

    private static IdTable Ids(TensorProto table, int count) =>
        table.DataType == (int)ElementType.String
            ? new IdTable(Texts(table, count))
            : new IdTable(table.Numbers<long>()[..count].ToArray());

    private static string[] Texts(TensorProto table, int count) =>
        [.. table.StringData.Take(count).Select(text => text.ToStringUtf8())];

    private static float[] Floats(TensorProto table, int from, int count) =>
        table.Numbers<float>().Slice(from, count).ToArray();
}
