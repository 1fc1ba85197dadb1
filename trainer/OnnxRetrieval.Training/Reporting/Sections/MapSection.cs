using System.Numerics.Tensors;
using System.Xml.Linq;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Reporting.Charts;
using OnnxRetrieval.Training.Reporting.Maps;
using static OnnxRetrieval.Training.Reporting.Html;

namespace OnnxRetrieval.Training.Reporting.Sections;

/// <summary>
/// The candidates' vectors in two dimensions: by t-SNE where there are few enough of them, else the most popular ones by
/// their first two principal components.
/// </summary>
internal static class MapSection
{
    private const int FewestOfMap = 4;
    private const int MostOfTSne = 4000;
    private const int MostOfComponents = 1500;

    public static XElement? Of(ReportContent content)
    {
        var dataset = content.Split.Dataset;
        if (content.Vectors is not { } vectors || dataset.Items.Count < FewestOfMap)
        {
            return null;
        }
        var counts = UserItems
            .From(content.Split.Train, dataset.Users.Count)
            .ItemCounts(dataset.Items.Count);
        var isSmall = counts.Length <= MostOfTSne;
        // Small dots over large ones.
        var shown = Enumerable
            .Range(0, counts.Length)
            .OrderByDescending(item => counts[item])
            .Take(isSmall ? counts.Length : MostOfComponents)
            .ToArray();
        var points = Rows(vectors, counts.Length, shown);
        var (places, meaning) = isSmall
            ? Neighbours(points, shown.Length)
            : Components(points, shown.Length);
        var most = Math.Sqrt(Math.Max(1, counts[shown[0]]));
        return Element(
            "section",
            Element("h2", "The candidates"),
            Element("p", $"{meaning} Larger: more popular. A pointer shows the title."),
            Plot.Scatter([
                .. shown.Select(
                    (item, i) =>
                        (
                            (double)places[2 * i],
                            (double)places[2 * i + 1],
                            1.2 + 3.6 * Math.Sqrt(counts[item]) / most,
                            Titles.OfItem(dataset, item)
                        )
                ),
            ])
        );
    }

    private static (float[] Places, string Meaning) Neighbours(float[] points, int count)
    {
        var dimensions = points.Length / count;
        // Items are alike by their cosine, whatever the lengths of their vectors.
        for (var i = 0; i < count; i++)
        {
            var point = points.AsSpan(i * dimensions, dimensions);
            var length = TensorPrimitives.Norm<float>(point);
            if (length > 0)
            {
                TensorPrimitives.Divide(point, length, point);
            }
        }
        return (
            TSne.Of(points, count, PrincipalComponents.Of(points, count).Places),
            $"All {Count(count)} by t-SNE of their vectors' directions (van der Maaten and Hinton, 2008; perplexity {TSne.Perplexity}): dots beside each other are alike; how far groups lie apart means little."
        );
    }

    private static (float[] Places, string Meaning) Components(float[] points, int count)
    {
        var (places, explained) = PrincipalComponents.Of(points, count);
        return (
            places,
            $"The {Count(count)} most popular by their vectors' first two principal components, which hold {Number(100 * explained, "0")}% of the variance."
        );
    }

    private static float[] Rows(float[] vectors, int count, int[] rows)
    {
        var dimensions = vectors.Length / count;
        var chosen = new float[rows.Length * dimensions];
        for (var i = 0; i < rows.Length; i++)
        {
            vectors.AsSpan(rows[i] * dimensions, dimensions).CopyTo(chosen.AsSpan(i * dimensions));
        }
        return chosen;
    }
}
