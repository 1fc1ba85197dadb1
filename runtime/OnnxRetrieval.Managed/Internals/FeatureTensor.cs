namespace OnnxRetrieval.Internals;

/// <summary>The input of one query feature, <c>[batch]</c> or, for a list, <c>[batch, length]</c>.</summary>
internal sealed class FeatureTensor : IDisposable
{
    private readonly QueryFeature feature;
    private readonly int fixedLength;
    private readonly TextTensor? texts;
    private readonly NumericTensor<long>? integers;
    private readonly NumericTensor<float>? numbers;

    public FeatureTensor(QueryFeature feature, int fixedLength)
    {
        this.feature = feature;
        this.fixedLength = fixedLength;
        switch (feature.Type)
        {
            case FeatureType.Text:
                texts = new TextTensor(feature.Name);
                break;
            case FeatureType.Integer:
                integers = new NumericTensor<long>(feature.Name);
                break;
            default:
                numbers = new NumericTensor<float>(feature.Name);
                break;
        }
    }

    public Tensor Tensor => (Tensor?)texts ?? (Tensor?)integers ?? numbers!;

    public void Dispose()
    {
        texts?.Dispose();
        integers?.Dispose();
        numbers?.Dispose();
    }

    /// <summary>Sets the shape for a batch whose longest list is this long.</summary>
    /// <returns>Whether the native value is another than before.</returns>
    public bool Reshape(int batch, int longest) =>
        // A list of no length is padding of length 1: not every operator takes an empty axis.
        Tensor.Reshape(
            batch,
            !feature.IsList ? -1
                : fixedLength > 0 ? fixedLength
                : Math.Max(1, longest)
        );

    /// <summary>The length that a value needs.</summary>
    /// <exception cref="RetrievalException">The value is of another kind than the feature.</exception>
    public int Length(in FeatureValue value)
    {
        var length = value.Reference switch
        {
            IReadOnlyList<string> list when value.Kind == FeatureValueKind.Texts => list.Count,
            IReadOnlyList<long> list => list.Count,
            _ => -1,
        };
        var fits =
            feature.IsList == length >= 0
            && value.Kind switch
            {
                FeatureValueKind.None => false,
                FeatureValueKind.Number => feature.Type == FeatureType.Number,
                FeatureValueKind.Text => feature.Type != FeatureType.Number,
                _ => true,
            };
        if (!fits)
        {
            throw new RetrievalException(
                RetrievalError.QueryMismatch,
                $"The model's feature {feature} was given {Describe(value.Kind)}. Give it {Describe(feature)}."
            );
        }
        if (fixedLength > 0 && length > fixedLength)
        {
            throw new RetrievalException(
                RetrievalError.QueryMismatch,
                $"The model's feature {feature} takes lists of at most {fixedLength} values and was given {length}. Give it the latest {fixedLength}."
            );
        }
        return length;
    }

    /// <summary>Sets the value of one query. <see cref="Length"/> has accepted it.</summary>
    public void Set(int row, in FeatureValue value)
    {
        if (feature.IsList)
        {
            SetList(row, value);
        }
        else if (texts is not null)
        {
            if (value.Reference is string text)
            {
                texts.Set(row, text);
            }
            else
            {
                SetText(row, value.Integer);
            }
        }
        else if (integers is not null)
        {
            integers.Span[row] = value.Reference is string text ? Parse(text) : value.Integer;
        }
        else
        {
            numbers!.Span[row] =
                value.Kind == FeatureValueKind.Integer ? value.Integer : value.Number;
        }
    }

    /// <summary>Sets what stands for a value that is not given: "", -1, a number's <paramref name="number"/>, or a list of none.</summary>
    public void SetMissing(int row, float number = float.NaN)
    {
        var columns = Math.Max(1, Tensor.Columns);
        for (var i = row * columns; i < (row + 1) * columns; i++)
        {
            texts?.Set(i, "");
            integers?.Span[i] = -1;
            numbers?.Span[i] = number;
        }
    }

    private void SetList(int row, in FeatureValue value)
    {
        var columns = Tensor.Columns;
        var first = row * columns;
        var given = value.Reference as IReadOnlyList<string>;
        var givenIntegers = value.Reference as IReadOnlyList<long>;
        var length = given?.Count ?? givenIntegers!.Count;
        for (var i = 0; i < columns; i++)
        {
            if (i >= length)
            {
                texts?.Set(first + i, "");
                integers?.Span[first + i] = -1;
            }
            else if (given is not null)
            {
                var text =
                    given[i]
                    ?? throw new RetrievalException(
                        RetrievalError.QueryMismatch,
                        $"The model's feature {feature} was given null at place {i} of the list. Leave it out."
                    );
                texts?.Set(first + i, text);
                integers?.Span[first + i] = Parse(text);
            }
            else if (texts is not null)
            {
                SetText(first + i, givenIntegers![i]);
            }
            else
            {
                integers!.Span[first + i] = givenIntegers![i];
            }
        }
    }

    private void SetText(int index, long integer)
    {
        Span<byte> utf8 = stackalloc byte[20];
        integer.TryFormat(
            utf8,
            out var length,
            default,
            System.Globalization.CultureInfo.InvariantCulture
        );
        texts!.Set(index, utf8[..length]);
    }

    // -1 is the contract's padding, so no vocabulary has it: any other text is unknown.
    private static long Parse(string text) =>
        PlainInteger.TryParse(text, out var integer) ? integer : -1;

    private static string Describe(FeatureValueKind kind) =>
        kind switch
        {
            FeatureValueKind.Text => "a text",
            FeatureValueKind.Integer => "an integer",
            FeatureValueKind.Number => "a number",
            FeatureValueKind.Texts => "a list of texts",
            FeatureValueKind.Integers => "a list of integers",
            _ => "no value",
        };

    private static string Describe(QueryFeature feature) =>
        (feature.Type, feature.IsList) switch
        {
            (FeatureType.Text, false) => "a text, or an integer",
            (FeatureType.Text, true) => "a list of texts, or of integers",
            (FeatureType.Integer, false) => "an integer, or a text that is one",
            (FeatureType.Integer, true) => "a list of integers, or of texts that are ones",
            _ => "a number, or an integer",
        };
}
