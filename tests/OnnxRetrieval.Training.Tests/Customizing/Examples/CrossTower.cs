using OnnxRetrieval.Graph;
using OnnxRetrieval.Training.Customizing;
using OnnxRetrieval.Training.Towers;
using DenseLayer = OnnxRetrieval.Training.Towers.DenseLayer;

namespace MyTrainer;

/// <summary>All that is known of an entity side by side, crossed, and brought to the length of the vectors.</summary>
public static class CrossTower
{
    public static Tower Create(TowerParts parts)
    {
        var width = parts.Encoders.Sum(encoder => encoder.Width);
        var model = parts.Settings.Model;
        Layer[] layers =
        [
            new CrossLayer($"{parts.Name}/cross", width),
            new DenseLayer(
                $"{parts.Name}/vector",
                width,
                model.Dimensions,
                Activation.None,
                norm: false,
                dropout: 0,
                residual: false
            ),
        ];
        return new FeatureTower(
            parts.Count,
            parts.Encoders,
            layers,
            model.Cosine,
            parts.Settings.UnknownRate
        );
    }
}
