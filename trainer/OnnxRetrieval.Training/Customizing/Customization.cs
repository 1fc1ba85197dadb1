using System.Text.Json;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Data.Sources;
using OnnxRetrieval.Training.Objectives;
using OnnxRetrieval.Training.Towers;

namespace OnnxRetrieval.Training.Customizing;

/// <summary>
/// Pieces of a program's own that a training run uses in the place of the library's, or beside them. <c>pairs.onnx</c> is
/// made of the library's alone.
/// </summary>
public sealed record Customization
{
    private const string DefaultObjective = "bpr";

    /// <summary>Nothing of a program's own.</summary>
    public static Customization None { get; } = new();

    /// <summary>
    /// Where users, items and interactions come from. Of <see cref="TrainingOptions.Data"/> only the choice of columns is left
    /// then.
    /// </summary>
    /// <value>Default: null, from what <see cref="TrainingOptions.Data"/> names.</value>
    public DataSource? Source { get; init; }

    /// <summary>What the query tower reads of users, beside the features of the options.</summary>
    public IReadOnlyList<CustomFeature> QueryFeatures { get; init; } = [];

    /// <summary>What the candidate tower reads of items, beside the features of the options.</summary>
    public IReadOnlyList<CustomFeature> CandidateFeatures { get; init; } = [];

    /// <summary>Makes the query tower. It is called for each fit, and makes the same tower each time.</summary>
    /// <value>Default: null, a <see cref="FeatureTower"/> of the options.</value>
    public Func<TowerParts, Tower>? QueryTower { get; init; }

    /// <summary>Makes the candidate tower. It is called for each fit, and makes the same tower each time.</summary>
    /// <value>Default: null, a <see cref="FeatureTower"/> of the options.</value>
    public Func<TowerParts, Tower>? CandidateTower { get; init; }

    /// <summary>
    /// Makes the objective. Batch size, rates and similarity are those of the objective that
    /// <see cref="FitOptions.Objective"/> names, of <c>bpr</c> where it names none.
    /// </summary>
    /// <value>Default: null, the objective that <see cref="FitOptions.Objective"/> names.</value>
    public Func<ObjectiveParts, Objective>? Objective { get; init; }

    /// <summary>Whether graphs hold something that this library did not write.</summary>
    internal bool ChangesGraphs =>
        QueryTower is not null
        || CandidateTower is not null
        || QueryFeatures.Count > 0
        || CandidateFeatures.Count > 0;

    /// <summary>Which build of which assembly each piece comes from, by piece; null: there is none.</summary>
    internal IReadOnlyDictionary<string, string>? Origins()
    {
        IEnumerable<(string Name, object? Piece)> pieces =
        [
            ("source", Source),
            ("query_tower", QueryTower),
            ("candidate_tower", CandidateTower),
            ("objective", Objective),
            .. QueryFeatures.Select(feature => ($"query_feature {feature.Name}", (object?)feature)),
            .. CandidateFeatures.Select(feature =>
                ($"candidate_feature {feature.Name}", (object?)feature)
            ),
        ];
        var origins = pieces
            .Where(piece => piece.Piece is not null)
            .ToDictionary(piece => piece.Name, piece => OriginOf(piece.Piece!));
        return origins.Count == 0 ? null : origins;
    }

    /// <summary>Tells runs apart that differ in these pieces; "" where there is none.</summary>
    internal string Key => Origins() is { } origins ? JsonSerializer.Serialize(origins) : "";

    /// <summary>The options with the defaults that suit these pieces.</summary>
    /// <exception cref="InputException">The options ask for what a piece decides.</exception>
    internal TrainingOptions Complete(TrainingOptions options)
    {
        RefuseLayers(QueryTower, "query", options.Model.QueryLayers);
        RefuseLayers(CandidateTower, "candidate", options.Model.CandidateLayers);
        return options with
        {
            Fit = options.Fit with
            {
                Objective = options.Fit.Objective ?? (Objective is null ? null : DefaultObjective),
                // A spectral start is one for vectors that are dot products as they are.
                Start =
                    options.Fit.Start
                    ?? (QueryTower is null && CandidateTower is null ? null : "random"),
            },
        };
    }

    private static void RefuseLayers(object? tower, string name, IReadOnlyList<int> layers)
    {
        if (tower is not null && layers.Count > 0)
        {
            throw InputException.WrongUse(
                $"The {name} tower is made in code, which decides on its layers: leave the {name} layers out of the options."
            );
        }
    }

    private static string OriginOf(object piece)
    {
        var module = piece is Delegate made ? made.Method.Module : piece.GetType().Module;
        return $"{module.Assembly.GetName().Name} {module.Assembly.GetName().Version} {module.ModuleVersionId}";
    }
}
