using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Graph;

/// <summary>An input of an imported tower, as a feature of the contract.</summary>
internal sealed class ImportedInput
{
    private readonly string name;
    private readonly ElementType sourceType;
    private readonly InputVocabulary? vocabulary;
    private readonly bool isColumn;
    private readonly Dimension[] shape;
    private readonly string doc;

    /// <summary>Reads an input.</summary>
    /// <exception cref="GraphException">The contract has no such feature.</exception>
    public ImportedInput(ValueInfoProto input, ImportedTowerOptions options)
    {
        SourceName = input.Name;
        name = options.Names.GetValueOrDefault(input.Name, input.Name);
        vocabulary = options.Vocabularies.GetValueOrDefault(input.Name);
        doc = input.DocString;
        if (
            input.Type?.TensorType is not { Shape: not null } type
            || type.Shape.Dim.Count is not (1 or 2)
        )
        {
            throw Refuse(input, "of another shape than [batch] or [batch, length]");
        }
        sourceType = (ElementType)type.ElemType;
        if (
            sourceType
            is not (
                ElementType.String
                or ElementType.Int64
                or ElementType.Int32
                or ElementType.Float
                or ElementType.Double
            )
        )
        {
            throw Refuse(input, "of no type that the contract has");
        }
        var dimensions = type.Shape.Dim;
        if (dimensions[0].DimValue > 0)
        {
            throw Refuse(
                input,
                $"for batches of exactly {dimensions[0].DimValue}: export it with the first dimension free (dynamic_axes)"
            );
        }
        isColumn = dimensions.Count == 2 && dimensions[1].DimValue == 1;
        shape =
            dimensions.Count == 1 || isColumn ? [RetrievalContract.Batch]
            : dimensions[1].DimValue > 0 ? [RetrievalContract.Batch, dimensions[1].DimValue]
            : [RetrievalContract.Batch, $"{name}_length"];
        if (shape.Length == 2 && TypeOf(sourceType) == ElementType.Float)
        {
            throw Refuse(input, "a list of numbers, and the contract has one number a feature");
        }
        if (vocabulary is not null)
        {
            Check(vocabulary, input);
        }
    }

    /// <summary>The name in the model.</summary>
    public string SourceName { get; }

    /// <summary>Declares the feature.</summary>
    /// <returns>What to feed the model with, and which queries' ids are known, where the input has ids.</returns>
    public (GraphValue Value, GraphValue? Known) Emit(GraphBuilder graph)
    {
        var type = vocabulary is null ? TypeOf(sourceType) : FeatureInput.TypeOf(vocabulary.Ids);
        var value = graph.Input(name, type, shape, Doc());
        GraphValue? known = null;
        if (vocabulary is not null)
        {
            var unknown = vocabulary.UnknownRow;
            value = graph.LabelEncoder(
                value,
                vocabulary.Ids,
                vocabulary.Rows,
                unknown,
                $"/{name}/row"
            );
            if (shape.Length == 1)
            {
                graph.InputRoles.Add(name, FeatureRole.Id);
                known = graph.Not(graph.Equal(value, graph.Constant(unknown)), $"/{name}/known");
            }
        }
        if (value.Type != sourceType)
        {
            value = graph.Cast(value, sourceType);
        }
        return (isColumn ? graph.Unsqueeze(value, [1]) : value, known);
    }

    private string Doc() =>
        vocabulary is not null
            ? $"Raw {name}, one of {vocabulary.Ids.Count} known ids; any other gives what suits strangers."
        : doc.Length > 0 ? doc
        : $"{name}, as the tower was trained with it.";

    // What hosts pass for it.
    private static ElementType TypeOf(ElementType source) =>
        source switch
        {
            ElementType.Int32 => ElementType.Int64,
            ElementType.Double => ElementType.Float,
            _ => source,
        };

    private static void Check(InputVocabulary vocabulary, ValueInfoProto input)
    {
        if ((ElementType)input.Type.TensorType.ElemType is ElementType.String or ElementType.Float)
        {
            throw Refuse(input, "no row number, so it cannot have a vocabulary");
        }
        IdChecks.RequireUsable(vocabulary.Ids, $"input '{input.Name}'");
    }

    private static GraphException Refuse(ValueInfoProto input, string why) =>
        new($"The tower's input {ImportedTowerGraph.Text(input)} is {why}.");
}
