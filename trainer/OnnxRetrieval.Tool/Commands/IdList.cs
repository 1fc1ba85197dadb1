using System.Text;

namespace OnnxRetrieval.Tool.Commands;

/// <summary>Ids written as one line of CSV: <c>a,b,"c,d"</c>.</summary>
internal static class IdList
{
    /// <summary>The ids. Empty ones are left out; within quotes, <c>""</c> is a quotation mark.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var ids = new List<string>();
        var id = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            if (isQuoted && text[i] == '"')
            {
                if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    id.Append(text[i++]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (text[i] == '"' && id.Length == 0 && text.IndexOf('"', i + 1) >= 0)
            {
                isQuoted = true;
            }
            else if (text[i] == ',' && !isQuoted)
            {
                Take();
            }
            else
            {
                id.Append(text[i]);
            }
        }
        Take();
        return ids;

        void Take()
        {
            if (id.Length > 0)
            {
                ids.Add(id.ToString());
                id.Clear();
            }
        }
    }
}
