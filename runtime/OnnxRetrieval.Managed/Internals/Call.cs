using Microsoft.ML.OnnxRuntime;

namespace OnnxRetrieval.Internals;

/// <summary>
/// The inputs and outputs of one call, kept for the next: with an unchanged shape a call allocates nothing here. On the
/// processor they are bound to the session once and read and written in place; for other devices, which copy inputs when
/// they are bound, each run passes them. Not for several threads at once; <see cref="Model"/> lends it out.
/// </summary>
internal sealed class Call : IDisposable
{
    private static readonly string[] outputNames =
    [
        Contract.CandidateIndex,
        Contract.Score,
        Contract.QueryKnown,
    ];

    private readonly Model model;
    private readonly RunOptions runOptions = new();
    private readonly OrtIoBinding? binding;
    private readonly FeatureTensor[] features;
    private readonly NumericTensor<long> k = new(Contract.K);
    private readonly NumericTensor<long> probes = new(Contract.Probes);
    private readonly IdListsTensor exclude;
    private readonly IdListsTensor candidates;
    private readonly NumericTensor<long> index = new(Contract.CandidateIndex);
    private readonly NumericTensor<float> score = new(Contract.Score);
    private readonly NumericTensor<bool> known = new(Contract.QueryKnown);

    // What a run passes where nothing is bound.
    private readonly string[] inputNames;
    private readonly OrtValue[] inputValues;
    private readonly OrtValue[] outputValues = new OrtValue[3];

    public Call(Model model)
    {
        this.model = model;
        var signature = model.Signature;
        features = new FeatureTensor[signature.Features.Count];
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = new FeatureTensor(signature.Features[i], signature.ListLengths[i]);
        }
        exclude = new IdListsTensor(Contract.Exclude, signature.CandidateIdType);
        candidates = new IdListsTensor(Contract.Candidates, signature.CandidateIdType);
        Exclusions = new IdLists(signature.CandidateIdType);
        Candidates = new IdLists(signature.CandidateIdType);
        inputNames =
        [
            .. signature.Features.Select(feature => feature.Name),
            .. signature.HasK ? [Contract.K] : Array.Empty<string>(),
            .. signature.HasExclude ? [Contract.Exclude] : Array.Empty<string>(),
            .. signature.HasCandidates ? [Contract.Candidates] : Array.Empty<string>(),
            .. signature.HasProbes ? [Contract.Probes] : Array.Empty<string>(),
        ];
        inputValues = new OrtValue[inputNames.Length];
        binding = model.Device == Device.Cpu ? model.Session.CreateIoBinding() : null;
        if (signature.HasK)
        {
            k.Reshape(1);
            Bind(k);
        }
        if (signature.HasProbes)
        {
            probes.Reshape(1);
            probes.Span[0] = model.Probes;
            Bind(probes);
        }
    }

    /// <summary>A list to gather exclusions in; clear it first.</summary>
    public IdLists Exclusions { get; }

    /// <summary>A list to gather candidates to choose from in; clear it first.</summary>
    public IdLists Candidates { get; }

    /// <summary>Results that a query has: k, as many as there are candidates, or the file's fixed number, which may be above k.</summary>
    public int Width { get; private set; }

    /// <summary>Candidates' rows, <c>[batch, width]</c>, -1 where there are no more.</summary>
    public ReadOnlySpan<long> Index => index.Span;

    /// <summary>Scores, <c>[batch, width]</c>.</summary>
    public ReadOnlySpan<float> Score => score.Span;

    /// <summary>Whether each query is known, by its id or its history, <c>[batch]</c>.</summary>
    public ReadOnlySpan<bool> Known => known.Span;

    /// <summary>Sets the queries.</summary>
    /// <exception cref="ArgumentException">One is empty.</exception>
    /// <exception cref="RetrievalException">One does not fit the model.</exception>
    public void SetQueries(ReadOnlySpan<Query> queries)
    {
        foreach (ref readonly var query in queries)
        {
            Check(query);
        }
        for (var f = 0; f < features.Length; f++)
        {
            var longest = 0;
            foreach (ref readonly var query in queries)
            {
                if (IsGiven(query, f, out var value))
                {
                    longest = Math.Max(longest, features[f].Length(value));
                }
            }
            if (features[f].Reshape(queries.Length, longest))
            {
                Bind(features[f].Tensor);
            }
            for (var row = 0; row < queries.Length; row++)
            {
                if (IsGiven(queries[row], f, out var value))
                {
                    features[f].Set(row, value);
                }
                else
                {
                    features[f].SetMissing(row);
                }
            }
        }
    }

    /// <summary>Asks as a stranger would: for what does not depend on the query.</summary>
    public void SetUnknownQuery()
    {
        foreach (var feature in features)
        {
            if (feature.Reshape(1, 1))
            {
                Bind(feature.Tensor);
            }
            // Not every model takes a missing number.
            feature.SetMissing(0, number: 0);
        }
    }

    /// <summary>Excludes what <see cref="Exclusions"/> holds: one list for all queries, or one for each.</summary>
    public void SetExclusions()
    {
        if (model.Signature.HasExclude)
        {
            if (exclude.Fill(Exclusions))
            {
                Bind(exclude.Tensor);
            }
        }
        else if (Exclusions.Longest > 0)
        {
            throw CannotExclude();
        }
    }

    /// <summary>Chooses from all candidates.</summary>
    public void SetAllCandidates()
    {
        Candidates.Clear();
        FillCandidates(leastWidth: 0);
    }

    /// <summary>Chooses from what <see cref="Candidates"/> holds, be it nothing.</summary>
    /// <exception cref="RetrievalException">The file has no such input.</exception>
    public void SetCandidates()
    {
        if (!model.Signature.HasCandidates)
        {
            throw new RetrievalException(
                RetrievalError.QueryMismatch,
                $"This file was exported without the input '{Contract.Candidates}', so it cannot choose from given candidates. Export it with --candidates-input."
            );
        }
        FillCandidates(leastWidth: 1);
    }

    /// <summary>Excludes candidates by row; see <see cref="IdListsTensor"/>.</summary>
    public void SetExclusions(ReadOnlySpan<int> rows, ReadOnlySpan<int> offsets, CandidateIds ids)
    {
        if (model.Signature.HasExclude)
        {
            if (exclude.Fill(rows, offsets, ids))
            {
                Bind(exclude.Tensor);
            }
        }
        else if (!rows.IsEmpty)
        {
            throw CannotExclude();
        }
    }

    /// <summary>Computes the results of the queries set.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="RetrievalException">ONNX Runtime failed.</exception>
    public void Run(int wanted, CancellationToken cancellation = default)
    {
        SetK(wanted);
        Width = model.Signature.FixedK ?? Math.Min(wanted, model.CandidateCount);
        var batch = features[0].Tensor.Rows;
        if ((long)batch * Width > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(wanted),
                wanted,
                $"{batch} queries with {Width} results each are too many for one call: ask for fewer at a time."
            );
        }
        BindOutput(0, index, batch, Width);
        BindOutput(1, score, batch, Width);
        BindOutput(2, known, batch);
        Guarded(
            static call =>
            {
                if (call.binding is not null)
                {
                    call.model.Session.RunWithBinding(call.runOptions, call.binding);
                }
                else
                {
                    call.model.Session.Run(
                        call.runOptions,
                        call.inputNames,
                        call.inputValues,
                        outputNames,
                        call.outputValues
                    );
                }
            },
            cancellation
        );
    }

    /// <summary>Computes any outputs, allocated by ONNX Runtime; the caller disposes them.</summary>
    public IDisposableReadOnlyCollection<OrtValue> RunFor(
        int wanted,
        IReadOnlyCollection<string> outputs,
        CancellationToken cancellation = default
    )
    {
        SetK(wanted);
        IDisposableReadOnlyCollection<OrtValue>? results = null;
        Guarded(
            call =>
                results = call.model.Session.Run(
                    call.runOptions,
                    call.inputNames,
                    call.inputValues,
                    outputs
                ),
            cancellation
        );
        return results!;
    }

    public void Dispose()
    {
        binding?.Dispose();
        runOptions.Dispose();
        foreach (var feature in features)
        {
            feature.Dispose();
        }
        k.Dispose();
        probes.Dispose();
        exclude.Dispose();
        candidates.Dispose();
        index.Dispose();
        score.Dispose();
        known.Dispose();
    }

    private void Guarded(Action<Call> run, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using var registration = cancellation.UnsafeRegister(
                static options => ((RunOptions)options!).Terminate = true,
                runOptions
            );
            run(this);
        }
        catch (OnnxRuntimeException error) when (cancellation.IsCancellationRequested)
        {
            throw new OperationCanceledException(
                "The retrieval was cancelled while it ran.",
                error,
                cancellation
            );
        }
        catch (OnnxRuntimeException error)
        {
            throw new RetrievalException(
                RetrievalError.RunFailed,
                $"ONNX Runtime failed to run the model on {model.Device}: {error.Message}",
                error
            );
        }
        finally
        {
            // The registration is gone: nobody sets it any more, and the next call starts clean.
            if (cancellation.CanBeCanceled)
            {
                runOptions.Terminate = false;
            }
        }
    }

    private void FillCandidates(int leastWidth)
    {
        if (model.Signature.HasCandidates && candidates.Fill(Candidates, leastWidth))
        {
            Bind(candidates.Tensor);
        }
    }

    private void SetK(int wanted)
    {
        if (model.Signature.HasK)
        {
            k.Span[0] = wanted;
        }
    }

    private void Bind(Tensor input)
    {
        binding?.BindInput(input.Name, input.Value);
        inputValues[Array.IndexOf(inputNames, input.Name)] = input.Value;
    }

    private void BindOutput(int place, Tensor output, int rows, int columns = -1)
    {
        if (output.Reshape(rows, columns))
        {
            binding?.BindOutput(output.Name, output.Value);
            outputValues[place] = output.Value;
        }
    }

    private void Check(in Query query)
    {
        if (query.IsEmpty)
        {
            throw new ArgumentException(
                "The query is empty: give an id, or values by name: new Query { [\"name\"] = value }.",
                nameof(query)
            );
        }
        if (query.Named is null)
        {
            if (model.Signature.IdFeature < 0)
            {
                throw Mismatch("The query is one id, and the model takes none");
            }
            return;
        }
        var given = 0;
        for (var f = 0; f < features.Length; f++)
        {
            given += IsGiven(query, f, out _) ? 1 : 0;
        }
        if (given < query.Named.Count)
        {
            var names = model.Signature.Features;
            var unknown = query.Named.Keys.First(name => !names.Any(known => known.Name == name));
            throw Mismatch($"The query has '{unknown}', which the model does not take");
        }
    }

    private bool IsGiven(in Query query, int feature, out FeatureValue value)
    {
        if (query.Named is { } named)
        {
            return named.TryGetValue(model.Signature.Features[feature].Name, out value);
        }
        value = query.Single;
        return feature == model.Signature.IdFeature;
    }

    private RetrievalException Mismatch(string what) =>
        new(
            RetrievalError.QueryMismatch,
            $"{what}. It takes: {string.Join(", ", model.Signature.Features)}. Give each by its name: new Query {{ [\"{model.Signature.Features[0].Name}\"] = … }}."
        );

    private static RetrievalException CannotExclude() =>
        new(
            RetrievalError.QueryMismatch,
            "This file was exported with a fixed number of results and takes no exclusions. Export it without, or leave 'exclude' out."
        );
}
