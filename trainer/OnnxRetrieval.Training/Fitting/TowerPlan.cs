using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Customizing;
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

    /// <summary>Features that are made in code, with their columns.</summary>
    public IReadOnlyList<CustomColumn> Columns { get; init; } = [];

    /// <summary>Makes the tower of its parts; null: a tower of features and layers.</summary>
    public Func<TowerParts, Tower>? Custom { get; init; }

    /// <summary>The tower with its starting values, drawn from torch's generator.</summary>
    /// <param name="id">Who the entity is.</param>
    /// <param name="features">What else is read of it.</param>
    /// <param name="interactions">Training interactions of each entity, <c>[count]</c>.</param>
    /// <param name="settings">Sizes and ranges.</param>
    /// <exception cref="InputException">A tower that is made in code has another size than is asked for.</exception>
    public Tower Make(
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
            .. Columns.Select(column => Encoder(column, settings)),
        ];
        if (Custom is not null)
        {
            return MakeCustom(encoders, settings);
        }
        return new FeatureTower(
            Count,
            encoders,
            Layers(encoders.Sum(encoder => encoder.Width), settings.Model),
            settings.Model.Cosine,
            settings.UnknownRate
        );
    }

    private Tower MakeCustom(FeatureEncoder[] encoders, FitSettings settings)
    {
        var tower = Custom!(
            new()
            {
                Name = Name,
                Count = Count,
                Encoders = encoders,
                Settings = settings,
            }
        );
        var dimensions = settings.Model.Dimensions;
        return tower.Count == Count && tower.Dimensions == dimensions
            ? tower
            : throw new InputException(
                $"The {Name} tower that is made in code, {tower.GetType().Name}, is of {tower.Count} entities and {tower.Dimensions} dimensions, where {Count} and {dimensions} are asked for. Take them from the parts that it is made from."
            );
    }

    private FeatureEncoder Encoder(CustomColumn column, FitSettings settings) =>
        column.Feature.CreateEncoder(
            new()
            {
                Name = $"{Name}/{column.Feature.Name}:code",
                Column = column.Column,
                Width = WidthOf(settings.Model),
                InitialRange = settings.Model.InitialRange,
                MissingRate = settings.UnknownRate,
            }
        );

    private int WidthOf(ModelSettings model) =>
        Widths.Count == 0
            ? model.Dimensions
            : Math.Min(model.Dimensions, Math.Max(LeastWidth, model.Dimensions / 4));

    private List<Layer> Layers(int inputs, ModelSettings model)
    {
        var layers = new List<Layer>();
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
        var width = WidthOf(model);
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
