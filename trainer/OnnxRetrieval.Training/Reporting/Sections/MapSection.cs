using System.Xml.Linq;
using OnnxRetrieval.Training.Data;
using OnnxRetrieval.Training.Evaluation;
using OnnxRetrieval.Training.Reporting.Charts;
using static OnnxRetrieval.Training.Reporting.Html;
using static TorchSharp.torch;

namespace OnnxRetrieval.Training.Reporting.Sections;

/// <summary>The candidates' vectors in two dimensions: their first two principal components.</summary>
internal static class MapSection
{
    private const int MostItems = 1500;

    public static XElement? Of(ReportContent content)
    {
        var dataset = content.Split.Dataset;
        if (content.Vectors is not { } vectors || dataset.Items.Count < 3)
        {
            return null;
        }
        var counts = UserItems
            .From(content.Split.Train, dataset.Users.Count)
            .ItemCounts(dataset.Items.Count);
        var shown = Enumerable
            .Range(0, counts.Length)
            .OrderByDescending(item => counts[item])
            .Take(MostItems)
            .ToArray();
        var (places, explained) = PrincipalComponents(vectors, counts.Length, shown);
        var most = Math.Sqrt(Math.Max(1, counts[shown[0]]));
        return Element(
            "section",
            Element("h2", "The candidates"),
            Element(
                "p",
                $"The {Count(shown.Length)} most popular by their vectors' first two principal components, which hold {Number(100 * explained, "0")}% of the variance. Larger: more popular. A pointer shows the title."
            ),
            Plot.Scatter([
                .. shown.Select(
                    (item, i) =>
                        (
                            (double)places[2 * i],
                            (double)places[2 * i + 1],
                            1.5 + 5 * Math.Sqrt(counts[item]) / most,
                            Titles.OfItem(dataset, item)
                        )
                ),
            ])
        );
    }

    private static (float[] Places, double Explained) PrincipalComponents(
        float[] vectors,
        int items,
        int[] shown
    )
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        var all = tensor(vectors, items, vectors.Length / items);
        var own = all.index_select(0, tensor(Array.ConvertAll(shown, item => (long)item)));
        var centred = own.sub(own.mean([0], keepdim: true));
        var (values, directions) = linalg.eigh(centred.t().matmul(centred));
        var dimensions = (int)values.shape[0];
        var kept = Math.Min(2, dimensions);
        // The eigenvalues are ascending.
        var first = directions.narrow(1, dimensions - kept, kept).flip(1);
        var places = centred.matmul(first);
        if (kept < 2)
        {
            places = cat([places, zeros_like(places)], 1);
        }
        var total = values.sum().item<float>();
        var held = values.narrow(0, dimensions - kept, kept).sum().item<float>();
        return (places.contiguous().data<float>().ToArray(), total > 0 ? held / total : 1);
    }
}
