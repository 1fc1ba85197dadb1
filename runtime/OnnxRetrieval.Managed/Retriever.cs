namespace OnnxRetrieval;

/// <summary>
/// A recommender loaded from one .onnx file. Load it once and share it: all members may be called by several threads at
/// once. Disposing it while calls are under way is safe: they end as usual, later ones throw
/// <see cref="ObjectDisposedException"/>, and the native memory is freed after the last.
/// </summary>
/// <example>
/// <code>
/// using var retriever = Retriever.Load("retrieval.onnx");
/// foreach (var hit in retriever.Retrieve("42", k: 10, exclude: seen))
///     Console.WriteLine($"{hit.Id} {hit.Title} {hit.Score:F3}");
/// </code>
/// </example>
public sealed partial class Retriever : IRetriever, IDisposable
{
    private readonly Model model;
    private readonly Lock tablesLock = new();
    private CandidateTables? tables;

    private Retriever(Model model, RetrieverInfo info)
    {
        this.model = model;
        Info = info;
    }

    /// <inheritdoc/>
    public RetrieverInfo Info { get; }

    /// <summary>
    /// The candidates' ids in row order: <see cref="Hit.Index"/> and the rows of <see cref="RetrieveRows"/> point into it.
    /// Read from the model at the first use, with the columns: about a second for a million candidates with two columns.
    /// </summary>
    /// <exception cref="RetrievalException">The file was exported with a fixed number of results: it never gives all candidates.</exception>
    /// <exception cref="ObjectDisposedException">The retriever was disposed before they were read.</exception>
    public CandidateIds CandidateIds
    {
        get
        {
            if (!HasTables)
            {
                throw new RetrievalException(
                    RetrievalError.NotRetrieval,
                    $"'{Info.Path}' gives at most {Info.FixedK} of its {Info.CandidateCount} candidates, so its ids cannot be listed. Export it with 'k' as an input."
                );
            }
            if (tables is null)
            {
                var call = model.Rent();
                try
                {
                    return Tables(call).Ids;
                }
                finally
                {
                    model.Return(call);
                }
            }
            return tables.Ids;
        }
    }

    /// <summary>Whether it was disposed, and its last call has ended.</summary>
    internal bool IsFreed => model.IsFreed;

    // A file with a fixed, smaller number of results cannot be asked for all candidates.
    private bool HasTables => Info.FixedK is null || Info.FixedK >= Info.CandidateCount;

    /// <summary>Loads a model.</summary>
    /// <param name="path">The file, such as <c>retrieval.onnx</c>.</param>
    /// <param name="options">How to load and run it; null: the defaults.</param>
    /// <exception cref="ArgumentException">The path is null or empty, or an option is out of its range.</exception>
    /// <exception cref="RetrievalException">
    /// The file cannot be used, ONNX Runtime's native library is missing, or the device asked for is;
    /// <see cref="RetrievalException.Error"/> says which.
    /// </exception>
    public static Retriever Load(string path, RetrieverOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new RetrieverOptions();
        options.Validate();
        var file = ModelFile.Read(path);
        var contract = Contract.Read(file);
        var tables = TablesFile.Of(file);
        if (options.VerifyHash)
        {
            ContentHash.Verify(file.Path);
            tables?.Verify();
        }
        var (session, device, fallback) = Native.Open(file, options);
        try
        {
            file.RequireUnchanged();
            var signature = Signature.Read(file.Path, session, contract.FeatureRoles);
            return new Retriever(
                new Model(session, signature, device, contract.CandidateCount)
                {
                    Probes = options.Probes ?? 0,
                },
                new RetrieverInfo
                {
                    Path = file.Path,
                    ContractVersion = contract.Version,
                    Kind = contract.Kind,
                    ModelName = contract.ModelName,
                    ModelVersion = contract.ModelVersion,
                    TrainedAt = contract.TrainedAt,
                    QueryFeatures = signature.Features,
                    CandidateIdType = signature.CandidateIdType,
                    CandidateCount = contract.CandidateCount,
                    Columns = signature.Columns,
                    FixedK = signature.FixedK,
                    CanExclude = signature.HasExclude,
                    CanChooseAmong = signature.HasCandidates,
                    Metrics = contract.Metrics,
                    Metadata = file.Metadata,
                    Device = device,
                    DeviceFallback = fallback,
                }
            );
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Retrieval Retrieve(Query query, int k = 10, IEnumerable<string>? exclude = null) =>
        RetrieveOne(query, k, exclude, null, CancellationToken.None);

    /// <inheritdoc/>
    public Task<Retrieval> RetrieveAsync(
        Query query,
        int k = 10,
        IEnumerable<string>? exclude = null,
        CancellationToken cancellation = default
    )
    {
        Check(query, k);
        // Read here, so that the caller may change its collection once this has returned.
        var excluded = exclude?.ToArray();
        return Task.Run(() => RetrieveOne(query, k, excluded, null, cancellation), cancellation);
    }

    /// <summary>
    /// The best of given candidates for one query, such as those of another model to rank anew, or those in stock. It costs
    /// in proportion to their number, not to that of all candidates. For files with an input <c>candidates</c>:
    /// <see cref="RetrieverInfo.CanChooseAmong"/>.
    /// </summary>
    /// <param name="query">An id, or named values.</param>
    /// <param name="candidates">The ids to choose from. Null, repeated and unknown ones are ignored; of none, none is given.</param>
    /// <param name="k">The number of results wanted, at least 1.</param>
    /// <param name="exclude">Ids never to return.</param>
    /// <exception cref="RetrievalException">The file has no such input, or the query does not fit the model, or running it failed.</exception>
    /// <inheritdoc cref="Retrieve" path="/exception"/>
    public Retrieval RetrieveAmong(
        Query query,
        IEnumerable<string> candidates,
        int k = 10,
        IEnumerable<string>? exclude = null
    )
    {
        ArgumentNullException.ThrowIfNull(candidates);
        return RetrieveOne(query, k, exclude, candidates, CancellationToken.None);
    }

    /// <summary>Ends the use of the model; see the class.</summary>
    public void Dispose() => model.Dispose();

    internal static void Check(in Query query, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (query.IsEmpty)
        {
            throw new ArgumentException(
                "The query is empty: give an id, or values by name: new Query { [\"name\"] = value }.",
                nameof(query)
            );
        }
    }

    private Retrieval RetrieveOne(
        Query query,
        int k,
        IEnumerable<string>? exclude,
        IEnumerable<string>? among,
        CancellationToken cancellation
    )
    {
        Check(query, k);
        var call = model.Rent();
        try
        {
            var all = HasTables ? Tables(call) : null;
            call.Exclusions.Clear();
            call.Exclusions.Add(exclude);
            call.Exclusions.EndRow();
            call.SetExclusions();
            if (among is not null)
            {
                call.Candidates.Clear();
                call.Candidates.Add(among);
                call.Candidates.EndRow();
                call.SetCandidates();
            }
            call.SetQueries(new ReadOnlySpan<Query>(in query));
            return Results(call, all, k, cancellation)[0];
        }
        finally
        {
            model.Return(call);
        }
    }

    /// <summary>The tables of all candidates, read through a call at the first use: set its inputs after this.</summary>
    private CandidateTables Tables(Call call)
    {
        if (tables is null)
        {
            lock (tablesLock)
            {
                tables ??= CandidateTables.Read(model, call);
            }
        }
        return tables;
    }

    /// <summary>Runs a call whose inputs are set, and takes its results.</summary>
    private Retrieval[] Results(
        Call call,
        CandidateTables? all,
        int k,
        CancellationToken cancellation
    )
    {
        if (all is null)
        {
            return ResultsWithTexts(call, k, cancellation);
        }
        call.Run(k, cancellation);
        var results = new Retrieval[call.Known.Length];
        for (var i = 0; i < results.Length; i++)
        {
            var index = call.Index.Slice(i * call.Width, Math.Min(k, call.Width));
            var score = call.Score.Slice(i * call.Width, Math.Min(k, call.Width));
            results[i] = Result(all, index, score, call.Known[i]);
        }
        return results;
    }

    /// <summary>The same for a file that never gives all candidates: ids and columns come with each call.</summary>
    private Retrieval[] ResultsWithTexts(Call call, int k, CancellationToken cancellation)
    {
        string[] outputs =
        [
            .. CandidateTables.Outputs(model.Signature),
            Contract.Score,
            Contract.QueryKnown,
        ];
        using var values = call.RunFor(k, outputs, cancellation);
        var index = values[0].GetTensorDataAsSpan<long>();
        var score = values[outputs.Length - 2].GetTensorDataAsSpan<float>();
        var known = values[outputs.Length - 1].GetTensorDataAsSpan<bool>();
        var texts = CandidateTables.OfResults(model.Signature, values, index.Length);
        var results = new Retrieval[known.Length];
        var width = index.Length / Math.Max(1, known.Length);
        for (var i = 0; i < results.Length; i++)
        {
            results[i] = Result(
                texts,
                index.Slice(i * width, Math.Min(k, width)),
                score.Slice(i * width, Math.Min(k, width)),
                known[i],
                i * width
            );
        }
        return results;
    }

    private static Retrieval Result(
        CandidateTables texts,
        ReadOnlySpan<long> index,
        ReadOnlySpan<float> score,
        bool known,
        int firstPlace = -1
    )
    {
        // Rows end with -1 where too few candidates were left.
        var count = index.IndexOf(-1);
        count = count < 0 ? index.Length : count;
        var rows = new int[count];
        for (var i = 0; i < count; i++)
        {
            rows[i] = checked((int)index[i]);
        }
        return new Retrieval(texts, rows, score[..count].ToArray(), known, firstPlace);
    }
}
