using System.Text;
using System.Text.RegularExpressions;

namespace OnnxRetrieval.Tool.Tests;

/// <summary>The texts that are in a source file, as a reader of the program's output would meet them.</summary>
internal static partial class SourceMessages
{
    /// <summary>What stands for a value that is put into a text.</summary>
    public const char Value = '…';

    /// <summary>
    /// A source with texts that are joined by <c>+</c> made one, and each interpolated value replaced by <see cref="Value"/>.
    /// </summary>
    public static string Of(string source)
    {
        var joined = Join().Replace(source, "");
        var text = new StringBuilder(joined.Length);
        for (var at = 0; at < joined.Length; at++)
        {
            var end = joined[at] == '{' ? EndOfValue(joined, at) : -1;
            if (end < 0)
            {
                text.Append(joined[at]);
            }
            else
            {
                text.Append(Value);
                at = end;
            }
        }
        return text.ToString();
    }

    /// <summary>Where the brace closes that opens there, on the same line; -1 where it does not.</summary>
    private static int EndOfValue(string source, int start)
    {
        var depth = 0;
        var isInText = false;
        for (var at = start; at < source.Length && source[at] != '\n'; at++)
        {
            switch (source[at])
            {
                case '"':
                    isInText = !isInText;
                    break;
                case '{' when !isInText:
                    depth++;
                    break;
                case '}' when !isInText && --depth == 0:
                    return at;
                default:
                    break;
            }
        }
        return -1;
    }

    [GeneratedRegex("\"\\s*\\+\\s*\\$?\"")]
    private static partial Regex Join();
}
