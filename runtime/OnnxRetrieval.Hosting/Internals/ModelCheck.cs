namespace OnnxRetrieval.Hosting.Internals;

/// <summary>
/// Whether a loaded model may be taken into use, beyond what loading has checked. Warms it on the way, so that the first
/// caller does not wait.
/// </summary>
internal static class ModelCheck
{
    /// <param name="candidate">The model that may be taken into use.</param>
    /// <param name="inUse">The model that it would replace; null where there is none.</param>
    /// <param name="smokeQueries">Ids that it must know.</param>
    /// <exception cref="RetrievalException">It may not.</exception>
    public static void Run(
        Retriever candidate,
        RetrieverInfo? inUse,
        IEnumerable<string> smokeQueries
    )
    {
        if (inUse is not null)
        {
            RequireReplaces(inUse, candidate.Info);
        }
        RequireSound(candidate, "a stranger", candidate.WarmUp());
        foreach (var id in smokeQueries)
        {
            var result = candidate.Retrieve(id);
            if (!result.IsKnown)
            {
                throw Failed(
                    candidate.Info,
                    $"does not know the smoke query '{id}'. Train it on data with this id, or take the id out of SmokeQueries"
                );
            }
            RequireSound(candidate, $"the smoke query '{id}'", result);
        }
    }

    private static void RequireSound(Retriever candidate, string query, Retrieval result)
    {
        if (result.Count == 0)
        {
            throw Failed(candidate.Info, $"gives {query} no result. Train or export it again");
        }
        foreach (var hit in result)
        {
            if (!float.IsFinite(hit.Score))
            {
                throw Failed(
                    candidate.Info,
                    $"gives {query} the score {hit.Score}. Did its training diverge? Train it again"
                );
            }
        }
    }

    /// <summary>What callers of the model in use rely on must be there: kind, query features, type of ids, columns.</summary>
    private static void RequireReplaces(RetrieverInfo inUse, RetrieverInfo candidate)
    {
        Require("is", inUse.Kind, candidate.Kind);
        Require("has candidate ids of type", inUse.CandidateIdType, candidate.CandidateIdType);
        Require("lets ids be excluded:", inUse.CanExclude, candidate.CanExclude);
        foreach (var feature in inUse.QueryFeatures)
        {
            if (!candidate.QueryFeatures.Contains(feature))
            {
                throw CannotReplace(
                    $"takes no {feature}, but {string.Join(", ", candidate.QueryFeatures)}"
                );
            }
        }
        foreach (var column in inUse.Columns)
        {
            if (!candidate.Columns.Contains(column))
            {
                throw CannotReplace($"has no column '{column}'");
            }
        }

        void Require<T>(string what, T wanted, T found)
        {
            if (!Equals(wanted, found))
            {
                throw CannotReplace($"{what} {found}, not {wanted}");
            }
        }

        RetrievalException CannotReplace(string difference) =>
            Failed(
                candidate,
                $"cannot replace the model in use, as it {difference}. Callers rely on that: to go over to it, start the host anew"
            );
    }

    private static RetrievalException Failed(RetrieverInfo candidate, string reason) =>
        new(
            RetrievalError.CheckFailed,
            $"The model of '{candidate.Path}' (version '{candidate.ModelVersion}') {reason}."
        );
}
