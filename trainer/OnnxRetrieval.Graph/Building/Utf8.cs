using System.Text;
using Google.Protobuf;

namespace OnnxRetrieval.Graph;

/// <summary>Text as the file holds it.</summary>
internal static class Utf8
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>A string's UTF-8 bytes.</summary>
    /// <param name="text">The string.</param>
    /// <param name="where">Where it stands, for the error.</param>
    /// <exception cref="GraphException">The string is null, or holds half of a surrogate pair.</exception>
    public static ByteString Encode(string? text, string where)
    {
        if (text is null)
        {
            throw new GraphException($"A string of {where} is null.");
        }
        try
        {
            return UnsafeByteOperations.UnsafeWrap(Strict.GetBytes(text));
        }
        catch (EncoderFallbackException error)
        {
            throw new GraphException(
                $"A string of {where} is not valid Unicode (half of a surrogate pair at character {error.Index}): \"{text}\".",
                error
            );
        }
    }
}
