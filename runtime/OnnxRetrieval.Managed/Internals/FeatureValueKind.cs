namespace OnnxRetrieval.Internals;

internal enum FeatureValueKind
{
    None,
    Text,
    Integer,
    Number,
    Texts,
    Integers,
}
