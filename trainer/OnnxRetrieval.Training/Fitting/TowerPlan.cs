using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Features;
using OnnxRetrieval.Training.Native;
using OnnxRetrieval.Training.Towers;
using static TorchSharp.torch;
using DenseLayer = OnnxRetrieval.Training.Towers.DenseLayer;

namespace OnnxRetrieval.Training.Fitting;

/// <summary>One of the two towers, before it is made.</summary>
/// <param name="Name">What its parameters' names begin with.</param>
/// <param name="Count">The number of entities.</param>
/// <param name="Widths">Widths of its hidden layers.</param>
/// <param name="Use">By what a step comes to read its tables.</param>
internal sealed record TowerPlan(string Name, int Count, IReadOnlyList<int> Widths, RowUse Use)
{
    /// <summary>
    /// Width of a feature's embedding where layers follow. It has few values beside the ids, so a quarter of their width is
    /// plenty; without layers all are summed and must be as wide as the vectors.
    /// </summary>
    private const int LeastWidth = 8;

    /// <summary>The tower with its starting values, drawn from torch's generator.</summary>
    /// <param name="id">Who the entity is.</param>
    /// <param name="features">What else is read of it.</param>
    /// <param name="interactions">Training interactions of each entity, <c>[count]</c>.</param>
    /// <param name="settings">Sizes and ranges.</param>
    public FeatureTower Make(
        IdEncoder id,
        IReadOnlyList<EncodedFeature> features,
        int[] interactions,
        FitSettings settings
    )
    {
        FeatureEncoder[] encoders =
        [
            id,
            .. features.Select(feature => Encoder(feature, interactions, settings)),
        ];
        return new FeatureTower(
            Count,
            encoders,
            Layers(encoders.Sum(encoder => encoder.Width), settings.Model),
            settings.Model.Cosine,
            settings.UnknownRate
        );
    }

    private List<DenseLayer> Layers(int inputs, ModelSettings model)
    {
        var layers = new List<DenseLayer>();
        foreach (var width in Widths)
        {
            layers.Add(
                new DenseLayer(
                    $"{Name}/layer{layers.Count + 1}",
                    inputs,
                    width,
                    model.Activation,
                    model.LayerNorm,
                    model.Dropout,
                    model.Residual
                )
            );
            inputs = width;
        }
        if (layers.Count > 0)
        {
            layers.Add(
                new DenseLayer(
                    $"{Name}/vector",
                    inputs,
                    model.Dimensions,
                    Activation.None,
                    norm: false,
                    dropout: 0,
                    residual: false
                )
            );
        }
        return layers;
    }

    private FeatureEncoder Encoder(EncodedFeature feature, int[] interactions, FitSettings settings)
    {
        var model = settings.Model;
        var width =
            Widths.Count == 0
                ? model.Dimensions
                : Math.Min(model.Dimensions, Math.Max(LeastWidth, model.Dimensions / 4));
        return feature switch
        {
            CodedFeature coded => new CodedEncoder(
                coded,
                Table(coded.Rows, Frequencies(coded, interactions)),
                settings.UnknownRate
            ),
            NumberFeature number => new NumberEncoder(number, Table(2, null), settings.UnknownRate),
            TimeFeature time => new TimeEncoder(time, Table(time.Rows, null), settings.UnknownRate),
            _ => throw new NotSupportedException(
                $"No tower reads features of kind {feature.Kind}."
            ),
        };

        Parameter Table(int rows, RowFrequencies? frequencies) =>
            new(
                $"{Name}/{feature.Key}",
                rand(rows, width)
                    .mul_(Scalars.Of(2 * model.InitialRange))
                    .sub_(Scalars.Of(model.InitialRange))
            )
            {
                Frequencies = frequencies,
            };
    }

    private RowFrequencies Frequencies(CodedFeature feature, int[] interactions)
    {
        var ones = new int[interactions.Length];
        Array.Fill(ones, 1);
        // Without the last row, which is the unknown one.
        return new RowFrequencies(
            Use,
            feature.Frequencies(interactions)[..^1],
            feature.Frequencies(ones)[..^1]
        );
    }
}
