using System.Text;
using FsCheck;
using FsCheck.Fluent;
using OnnxRetrieval.Training.Data.Building;

namespace OnnxRetrieval.Training.Tests.Data.Building;

public sealed class RowsTests
{
    [Fact]
    public void Numbers_are_placed_as_a_dictionary_places_them() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<long[]>(),
                ArbMap.Default.ArbFor<int>(),
                (some, stride) =>
                {
                    long[] keys =
                    [
                        .. some,
                        .. Enumerable.Range(0, 300).Select(i => (long)i * stride),
                        .. some,
                        long.MinValue,
                        long.MaxValue,
                    ];
                    var rows = new Int64Rows();
                    var expected = new Dictionary<long, int>();
                    return keys.All(key =>
                        {
                            expected.TryAdd(key, expected.Count);
                            return rows.Add(key) == expected[key];
                        }) && rows.Keys.SequenceEqual(expected.Keys.ToArray());
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Texts_are_placed_as_a_dictionary_places_them() =>
        Prop.ForAll(
                ArbMap.Default.ArbFor<NonEmptyString[]>(),
                some =>
                {
                    var words = some.Select(word => word.Get.Replace('\uFFFF', '?')).ToList();
                    string[] texts =
                    [
                        .. words,
                        .. words.Select(word => word + word),
                        .. Enumerable.Range(0, 40).Select(length => new string('a', length)),
                        .. Enumerable.Range(0, 40).Select(length => new string('a', length) + '\0'),
                        .. words,
                    ];
                    var rows = new Utf8Rows();
                    var expected = new Dictionary<string, int>(StringComparer.Ordinal);
                    return texts
                            .Select(text => Encoding.UTF8.GetBytes(text))
                            .All(bytes =>
                            {
                                // Lone surrogates become replacement characters in UTF-8.
                                var text = Encoding.UTF8.GetString(bytes);
                                expected.TryAdd(text, expected.Count);
                                return rows.Add(bytes) == expected[text];
                            }) && rows.ToStrings().SequenceEqual(expected.Keys);
                }
            )
            .QuickCheckThrowOnFailure();
}
