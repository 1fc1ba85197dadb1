using Google.Protobuf;

namespace OnnxRetrieval.Graph;

// Operators that look elements up by position or by key.
public sealed partial class GraphBuilder
{
    private readonly Dictionary<IdTable, ByteString[]> encodedIds = [];

    /// <summary>
    /// The slices of <paramref name="data"/> at positions along an axis. Position -1 is the last one, -2 that before, and
    /// so on.
    /// </summary>
    /// <param name="data">What to look up in.</param>
    /// <param name="indices">The positions, int64, of any shape.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue Gather(GraphValue data, GraphValue indices, int axis = 0, string? name = null)
    {
        Check(data);
        RequireType("Gather", indices, ElementType.Int64, ElementType.Int32);
        axis = NormalizeAxis("Gather", axis, data.Rank);
        return Add(
            "Gather",
            [data, indices],
            data.Type,
            [.. data.Shape.Take(axis), .. indices.Shape, .. data.Shape.Skip(axis + 1)],
            name,
            axis == 0 ? [] : [Attribute("axis", axis)]
        );
    }

    /// <summary>The elements of <paramref name="data"/> at positions along an axis, one for each position.</summary>
    /// <param name="data">What to look up in, <c>[…, size, …]</c>.</param>
    /// <param name="indices">The positions, int64, of the rank of <paramref name="data"/>.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue GatherElements(
        GraphValue data,
        GraphValue indices,
        int axis,
        string? name = null
    )
    {
        Check(data);
        RequireType("GatherElements", indices, ElementType.Int64, ElementType.Int32);
        RequireRank("GatherElements", indices, data.Rank);
        axis = NormalizeAxis("GatherElements", axis, data.Rank);
        return Add(
            "GatherElements",
            [data, indices],
            data.Type,
            [.. indices.Shape],
            name,
            [Attribute("axis", axis)]
        );
    }

    /// <summary>
    /// <paramref name="data"/> with the elements at positions along an axis replaced. Where a position is named more than
    /// once, all its updates should be equal, since hosts may take any.
    /// </summary>
    /// <param name="data">The value, <c>[…, size, …]</c>.</param>
    /// <param name="indices">The positions, int64, with the rank of <paramref name="data"/>.</param>
    /// <param name="updates">The new elements, with the shape of <paramref name="indices"/>.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue ScatterElements(
        GraphValue data,
        GraphValue indices,
        GraphValue updates,
        int axis,
        string? name = null
    )
    {
        RequireType("ScatterElements", indices, ElementType.Int64, ElementType.Int32);
        RequireSameType("ScatterElements", data, updates);
        RequireRank("ScatterElements", indices, data.Rank);
        RequireRank("ScatterElements", updates, data.Rank);
        axis = NormalizeAxis("ScatterElements", axis, data.Rank);
        for (var i = 0; i < data.Rank; i++)
        {
            _ = Same(
                "ScatterElements",
                indices.Shape[i],
                updates.Shape[i],
                $"sizes of {indices} and {updates}"
            );
            if (i != axis && indices.Shape[i].Size > data.Shape[i].Size)
            {
                throw new GraphException(
                    $"ScatterElements: {indices} is larger than {data} along axis {i}."
                );
            }
        }
        return Add(
            "ScatterElements",
            [data, indices, updates],
            data.Type,
            [.. data.Shape],
            name,
            [Attribute("axis", axis)]
        );
    }

    /// <summary>The rows of ids in a table, int64, of the shape of <paramref name="value"/>.</summary>
    /// <param name="value">Ids of the table's type.</param>
    /// <param name="keys">The table. Its ids must differ.</param>
    /// <param name="missing">What stands for an id that the table lacks.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue LabelEncoder(
        GraphValue value,
        IdTable keys,
        long missing,
        string? name = null
    )
    {
        var rows = LabelEncoder(value, keys, Rows(keys.Count), missing, name);
        rowLookups.Add(new RowLookup(nodes[^1], keys, missing));
        return rows;
    }

    /// <summary>Integers by id, of the shape of <paramref name="value"/>.</summary>
    /// <param name="value">Ids of the table's type.</param>
    /// <param name="keys">The table. Its ids must differ.</param>
    /// <param name="values">An integer for each row of the table, <c>[count]</c>.</param>
    /// <param name="missing">What stands for an id that the table lacks.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue LabelEncoder(
        GraphValue value,
        IdTable keys,
        long[] values,
        long missing,
        string? name = null
    )
    {
        var keyAttribute = KeysAttribute(value, keys);
        RequireValues(value, keys, values.Length);
        return Add(
            "LabelEncoder",
            [value],
            ElementType.Int64,
            [.. value.Shape],
            name,
            [keyAttribute, Attribute("values_int64s", values), Attribute("default_int64", missing)],
            domain: MachineLearningDomain
        );
    }

    /// <summary>Floats by id, of the shape of <paramref name="value"/>.</summary>
    /// <param name="value">Ids of the table's type.</param>
    /// <param name="keys">The table. Its ids must differ.</param>
    /// <param name="values">A float for each row of the table, <c>[count]</c>.</param>
    /// <param name="missing">What stands for an id that the table lacks.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue LabelEncoder(
        GraphValue value,
        IdTable keys,
        float[] values,
        float missing,
        string? name = null
    )
    {
        var keyAttribute = KeysAttribute(value, keys);
        RequireValues(value, keys, values.Length);
        return Add(
            "LabelEncoder",
            [value],
            ElementType.Float,
            [.. value.Shape],
            name,
            [keyAttribute, Attribute("values_floats", values), Attribute("default_float", missing)],
            domain: MachineLearningDomain
        );
    }

    /// <summary>
    /// Texts split wherever a delimiter stands, <c>[…, parts]</c>: as many parts as the text with most of them has, "" in
    /// place of those that others lack. Two delimiters in a row have "" between them.
    /// </summary>
    /// <param name="value">The texts, string <c>[…]</c>.</param>
    /// <param name="delimiter">The delimiter. Not "": what counts as white space then is for hosts to say.</param>
    /// <param name="symbol">What to call the number of parts.</param>
    /// <param name="name">The result's name.</param>
    public GraphValue StringSplit(
        GraphValue value,
        string delimiter,
        string symbol,
        string? name = null
    )
    {
        RequireType("StringSplit", value, ElementType.String);
        ArgumentException.ThrowIfNullOrEmpty(delimiter);
        var parts = NewResult("StringSplit", ElementType.String, [.. value.Shape, symbol], name);
        var counts = NewResult(
            "StringSplit_counts",
            ElementType.Int64,
            [.. value.Shape],
            name: null
        );
        AddNode(
            "StringSplit",
            [value],
            [parts, counts],
            [Attribute("delimiter", delimiter)],
            since: 20,
            ""
        );
        return parts;
    }

    private static void RequireValues(GraphValue value, IdTable keys, int count)
    {
        if (count != keys.Count)
        {
            throw new GraphException(
                $"LabelEncoder of {value}: {keys.Count} keys, but {count} values."
            );
        }
    }

    private Onnx.AttributeProto KeysAttribute(GraphValue value, IdTable keys)
    {
        RequireType(
            "LabelEncoder with these keys",
            value,
            keys.IsString ? ElementType.String : ElementType.Int64
        );
        if (keys.Count == 0)
        {
            throw new GraphException($"LabelEncoder of {value}: there are no keys.");
        }
        if (!keys.IsString)
        {
            return Attribute("keys_int64s", keys.Integers.ToArray());
        }
        return Attribute("keys_strings", Encoded(keys));
    }

    // A vocabulary is often written more than once, and may be large.
    private ByteString[] Encoded(IdTable ids)
    {
        if (!encodedIds.TryGetValue(ids, out var encoded))
        {
            encoded = new ByteString[ids.Count];
            for (var row = 0; row < encoded.Length; row++)
            {
                encoded[row] = Utf8.Encode(ids.Strings[row], $"ids, row {row}");
            }
            encodedIds.Add(ids, encoded);
        }
        return encoded;
    }

    private static long[] Rows(int count)
    {
        var rows = new long[count];
        for (var i = 0; i < count; i++)
        {
            rows[i] = i;
        }
        return rows;
    }
}
