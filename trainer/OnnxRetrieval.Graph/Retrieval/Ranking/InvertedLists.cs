namespace OnnxRetrieval.Graph;

/// <summary>
/// Candidates in blocks of near ones, each of one inverted list (Sivic and Zisserman 2003, "Video Google"): a search looks only
/// into the blocks whose means score best, <see cref="CandidateScan.Lists"/>.
/// </summary>
public sealed class InvertedLists
{
    /// <summary>The most candidates of a block.</summary>
    public const int BlockRows = 128;

    /// <summary>The least candidates with which lists pay: with fewer, an exact search is about as quick.</summary>
    public const int LeastCandidates = 50_000;

    /// <summary>Takes blocks as they are.</summary>
    /// <param name="blocks">The rows of each block, 1 to <see cref="BlockRows"/>, rising. Each candidate is in one block at least.</param>
    /// <param name="probes">How many blocks to look into where a caller says nothing, at least 1.</param>
    /// <exception cref="GraphException">A block is empty or too large, or its rows do not rise.</exception>
    public InvertedLists(IReadOnlyList<int[]> blocks, int probes)
    {
        ArgumentNullException.ThrowIfNull(blocks);
        ArgumentOutOfRangeException.ThrowIfLessThan(probes, 1);
        for (var block = 0; block < blocks.Count; block++)
        {
            var rows = blocks[block];
            if (rows.Length is 0 or > BlockRows)
            {
                throw new GraphException(
                    $"Block {block} has {rows.Length} candidates: each has 1 to {BlockRows}."
                );
            }
            for (var i = 1; i < rows.Length; i++)
            {
                if (rows[i] <= rows[i - 1])
                {
                    throw new GraphException(
                        $"Block {block} has row {rows[i]} after {rows[i - 1]}: a block's rows rise, each named once."
                    );
                }
            }
        }
        Blocks = blocks;
        Probes = Math.Min(probes, blocks.Count);
    }

    /// <summary>The rows of each block.</summary>
    public IReadOnlyList<int[]> Blocks { get; }

    /// <summary>How many blocks to look into where a caller says nothing.</summary>
    public int Probes { get; }

    /// <summary>The share of an exact search's best 10 that is then found, 0 to 1, where it was measured. Default: it was not.</summary>
    public double? Recall { get; init; }

    /// <summary>The candidates of the smallest block: so many at least a search finds in each that it looks into.</summary>
    internal int LeastRows => Blocks.Min(rows => rows.Length);

    /// <summary>Checks that the blocks are of these candidates.</summary>
    /// <exception cref="GraphException">A row is none of theirs, or a candidate is in no block.</exception>
    internal void Validate(int candidates)
    {
        var isThere = new bool[candidates];
        foreach (var row in Blocks.SelectMany(rows => rows))
        {
            if ((uint)row >= (uint)candidates)
            {
                throw new GraphException(
                    $"The inverted lists name row {row}, and there are {candidates} candidates: build them of the same candidates."
                );
            }
            isThere[row] = true;
        }
        if (Array.IndexOf(isThere, false) is var missing and >= 0)
        {
            throw new GraphException(
                $"The inverted lists lack candidate {missing}: each one belongs to a block."
            );
        }
    }
}
