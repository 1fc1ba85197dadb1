using System.Text;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Data.Sources;

/// <summary>Reads a data source that is made in code.</summary>
internal sealed class SourceReader(
    DataSource source,
    DataOptions options,
    DatasetBuilder builder,
    CancellationToken cancellation
)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Reads all of it.</summary>
    /// <exception cref="InputException">It tells of an entity twice, holds what is no text, or lacks a column.</exception>
    public void Read()
    {
        ReadInteractions();
        builder.EndInteractions();
        var candidates = ReadEntities(source.Candidates(), "candidate", builder.Items);
        foreach (var name in options.Columns)
        {
            ChosenColumns.RefuseReserved(name);
        }
        builder.SetCandidates(
            candidates with
            {
                Columns = ChosenColumns.Choose(
                    source.Name,
                    [.. candidates.Columns],
                    options.Columns,
                    [
                        .. candidates
                            .Columns.Select(column => column.Name)
                            .Where(name => !ChosenColumns.IsReserved(name)),
                    ]
                ),
            },
            ChosenColumns.ForFeatures(source.Name, [.. candidates.Columns], options.FeatureColumns)
        );
        builder.Users.Close();
        builder.SetUsers(ReadEntities(source.Users(), "user", builder.Users));
    }

    private void ReadInteractions()
    {
        InteractionBuffer? part = null;
        foreach (var met in source.Interactions())
        {
            cancellation.ThrowIfCancellationRequested();
            part ??= builder.AddPart(met.Rating is not null, met.Time is not null);
            part.RowsRead++;
            if (
                string.IsNullOrEmpty(met.User)
                || string.IsNullOrEmpty(met.Item)
                || (part.HasRatings && met.Rating is null)
                || (part.HasTimes && met.Time is null)
            )
            {
                part.MissingFields++;
            }
            else if (part.HasRatings && !float.IsFinite(met.Rating!.Value))
            {
                part.NotFinite++;
            }
            else
            {
                part.Add(
                    Number(part.Users, met.User),
                    Number(part.Items, met.Item),
                    met.Rating ?? 0,
                    met.Time?.ToUnixTimeSeconds() ?? 0
                );
            }
        }
        if (part is null)
        {
            builder.AddPart(hasRatings: false, hasTimes: false);
        }
    }

    private EntityTable ReadEntities(IEnumerable<SourceEntity> entities, string what, IdBuilder ids)
    {
        var numbers = new List<int>();
        var told = new HashSet<int>();
        var rows = new List<SourceEntity>();
        var names = new List<string>();
        foreach (var entity in entities)
        {
            cancellation.ThrowIfCancellationRequested();
            var number = string.IsNullOrEmpty(entity.Id) ? -1 : Number(ids, entity.Id);
            if (number < 0)
            {
                continue;
            }
            if (!told.Add(number))
            {
                throw new InputException(
                    $"{source.Name} tells of the {what} '{entity.Id}' twice. Give each once."
                );
            }
            numbers.Add(number);
            rows.Add(entity);
            names.AddRange(entity.Columns.Keys.Except(names).ToList());
        }
        return new(
            numbers,
            [
                .. names.Select(name =>
                    EntityColumnBuilder.Of(
                        name,
                        rows.Select(row => row.Columns.GetValueOrDefault(name) ?? "")
                    )
                ),
            ]
        );
    }

    private int Number(IdBuilder ids, string id)
    {
        try
        {
            return ids.Add(Strict.GetBytes(id), mayBeInteger: true);
        }
        catch (EncoderFallbackException error)
        {
            throw new InputException(
                $"{source.Name} has an id that is not valid Unicode (half of a surrogate pair at character {error.Index}): \"{id}\".",
                error
            );
        }
    }
}
