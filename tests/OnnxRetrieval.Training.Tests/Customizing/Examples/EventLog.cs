using System.Globalization;
using OnnxRetrieval.Training.Data.Sources;

namespace MyTrainer;

/// <summary>A shop's log (time, user, path) and its price list.</summary>
public sealed class EventLog(string log, string prices) : DataSource
{
    public override string Name => "shop";

    public override IEnumerable<SourceInteraction> Interactions() =>
        from line in File.ReadLines(log)
        let fields = line.Split(' ')
        where fields[2].StartsWith("/item/", StringComparison.Ordinal)
        select new SourceInteraction(fields[1], fields[2]["/item/".Length..])
        {
            Time = DateTimeOffset.Parse(fields[0], CultureInfo.InvariantCulture),
        };

    public override IEnumerable<SourceEntity> Candidates() =>
        from line in File.ReadLines(prices)
        let fields = line.Split('\t')
        select new SourceEntity(
            fields[0],
            new Dictionary<string, string?> { ["title"] = fields[1], ["price"] = fields[2] }
        );
}
