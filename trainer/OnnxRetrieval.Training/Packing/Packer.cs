using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Data.Files;
using OnnxRetrieval.Training.Export;

namespace OnnxRetrieval.Training.Packing;

/// <summary>Makes a retrieval file of a query tower and candidates' vectors that were made elsewhere.</summary>
public static class Packer
{
    /// <summary>Packs them. The file is loaded and asked before it appears in its place.</summary>
    /// <exception cref="InputException">A part cannot be read, they do not fit together, or the file does not run.</exception>
    public static PackReport Run(PackOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        using var database = new DuckDatabase(cancellation);
        try
        {
            var vocabularies = options.QueryIds.ToDictionary(
                input => input.Key,
                input => VocabularySource.Read(database, input.Value, input.Key)
            );
            var tower = new ImportedTowerGraph(
                OnnxFile.Read(options.QueryTower),
                new ImportedTowerOptions
                {
                    Output = options.TowerOutput,
                    Names = options.InputNames,
                    Vocabularies = vocabularies,
                }
            );
            var candidates = Candidates(database, options);
            var notes = new List<string>();
            var scan = ScanChoice.Choose(
                options.Scan,
                candidates,
                candidates.Vectors,
                "candidates' vectors",
                notes,
                cancellation: cancellation
            );
            var model = RetrievalGraph.Build(
                tower,
                candidates,
                new RetrievalGraphOptions
                {
                    ModelName = options.Name,
                    BakedK = options.BakedK,
                    CandidatesInput = options.CandidatesInput,
                    ExternalData = options.ExternalData,
                    Scan = scan.Scan,
                    Lists = scan.Lists,
                    Opset = tower.Opset,
                    Metadata = new Dictionary<string, string>
                    {
                        [GraphNotes.Trainer] = GraphNotes.Own,
                    },
                }
            );
            cancellation.ThrowIfCancellationRequested();
            return Write(
                StoredTables.Store(model, options.Storage),
                candidates,
                options.Output,
                notes
            );
        }
        catch (GraphException error)
        {
            throw new InputException(error.Message, error);
        }
    }

    private static CandidateTable Candidates(DuckDatabase database, PackOptions options)
    {
        var isMatrix = NpyFile.IsOne(options.Candidates);
        if (isMatrix != options.CandidateIds is not null)
        {
            throw new InputException(
                isMatrix
                    ? $"'{options.Candidates}' is a matrix without ids: give the ids of its rows by --ids."
                    : $"--ids gives the ids of a NumPy matrix, and '{options.Candidates}' has a column of ids itself: leave --ids out."
            );
        }
        var source = new CandidateSource(
            database,
            options.CandidateIds ?? options.Candidates,
            options.Columns,
            isMatrix ? "--ids" : "--candidates"
        );
        if (!isMatrix && !source.HasVectors)
        {
            throw new InputException(
                $"'{options.Candidates}' has no column 'vector' or 'embedding'. Name the column with the vectors by --vector-column."
            );
        }
        var rows = source.Read();
        var (vectors, dimensions) = (rows.Vectors, rows.Dimensions);
        if (isMatrix)
        {
            InputFiles.Check(options.Candidates);
            (vectors, dimensions) = NpyFile.Read(options.Candidates);
            if (vectors.Length != (long)rows.Ids.Count * dimensions)
            {
                throw new InputException(
                    $"'{options.Candidates}' has {vectors.Length / Math.Max(1, dimensions):N0} rows, and '{options.CandidateIds}' (--ids) {rows.Ids.Count:N0}."
                );
            }
        }
        return new CandidateTable(rows.Ids, vectors, dimensions)
        {
            Biases = rows.Biases is null ? default(ReadOnlyMemory<float>?) : rows.Biases,
            Columns = rows.Columns,
        };
    }

    private static PackReport Write(
        Graph.Onnx.ModelProto model,
        CandidateTable candidates,
        string path,
        List<string> notes
    )
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.onnx";
        try
        {
            OnnxFile.Write(model, temporary);
            IReadOnlyList<QueryFeature> features;
            using (var retriever = Retriever.Load(temporary))
            {
                features = retriever.Info.QueryFeatures;
                if (Stranger(retriever) is { } failed)
                {
                    notes.Add(
                        $"asked with nothing known the tower fails, so hosts must give all values: {failed}"
                    );
                }
            }
            OnnxFile.Move(temporary, path);
            return new(path, candidates.Count, candidates.Dimensions, features, notes);
        }
        catch (RetrievalException error)
        {
            throw new InputException(
                $"The towers make a file that ONNX Runtime cannot load: {error.Message}",
                error
            );
        }
        finally
        {
            OnnxFile.Delete(temporary);
        }
    }

    /// <summary>Asks as a stranger would; gives the error where that fails.</summary>
    private static string? Stranger(Retriever retriever)
    {
        var feature = retriever.Info.QueryFeatures[0];
        var query = new Query
        {
            [feature.Name] = (feature.Type, feature.IsList) switch
            {
                (_, true) => new FeatureValue(Array.Empty<string>()),
                (FeatureType.Text, _) => new FeatureValue(""),
                (FeatureType.Integer, _) => new FeatureValue(RetrievalContract.NoNumber),
                _ => new FeatureValue(float.NaN),
            },
        };
        try
        {
            return float.IsNaN(retriever.Retrieve(query, k: 1)[0].Score)
                ? "its scores are no numbers (NaN)."
                : null;
        }
        catch (RetrievalException error) when (error.Error == RetrievalError.RunFailed)
        {
            return error.Message;
        }
    }
}
