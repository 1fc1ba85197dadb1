using OnnxRetrieval.Graph;
using OnnxRetrieval.Graph.Onnx;

namespace OnnxRetrieval.Tool.Drawing;

/// <summary>Tells what each operator of a graph is for, from what it depends on and what depends on it.</summary>
internal sealed class GraphRoles
{
    private readonly GraphProto graph;
    private readonly Dictionary<string, NodeProto> makers;
    private readonly Dictionary<NodeProto, GraphRole> roles = new(
        ReferenceEqualityComparer.Instance
    );

    private GraphRoles(GraphProto graph, Dictionary<string, NodeProto> makers, string vector)
    {
        this.graph = graph;
        this.makers = makers;
        var tower = Needed([RetrievalContract.QueryKnown, vector]);
        var scoring = Depending([vector]);
        // In a file of similar items the vector itself depends on an id that is excluded.
        var excluding = Depending(
            [RetrievalContract.Exclude, RetrievalContract.Candidates],
            but: vector
        );
        var counting = Depending([RetrievalContract.K]);
        var choosing = Depending([
            .. graph
                .Node.Where(node => node.OpType == "TopK" && !tower.Contains(node))
                .SelectMany(node => node.Output),
        ]);
        var chosenFrom = Needed([
            .. graph.Node.Where(node => node.OpType == "TopK").Select(node => node.Input[0]),
        ]);
        foreach (var node in graph.Node)
        {
            var role =
                IsVocabulary(node) ? GraphRole.Vocabulary
                : tower.Contains(node) ? GraphRole.QueryTower
                : IsResult(node) ? GraphRole.Results
                : choosing.Contains(node) || !chosenFrom.Contains(node) ? GraphRole.TopK
                : excluding.Contains(node) ? GraphRole.Exclusion
                : scoring.Contains(node) ? GraphRole.Candidates
                : counting.Contains(node) ? GraphRole.TopK
                : GraphRole.Exclusion;
            // Never above what it reads.
            roles[node] = Read(node).Select(read => roles[read]).Append(role).Max();
        }
    }

    /// <summary>The roles of a graph's operators; none: it is no retrieval graph.</summary>
    public static IReadOnlyDictionary<NodeProto, GraphRole> Of(GraphProto graph)
    {
        var makers = SubgraphNames
            .NodesOf(graph)
            .SelectMany(node => node.Output.Select(output => (output, node)))
            .Where(made => made.output.Length > 0)
            .GroupBy(made => made.output)
            .ToDictionary(made => made.Key, made => made.First().node);
        return
            makers.ContainsKey(RetrievalContract.QueryKnown)
            && StoredScores.TryFind(makers, out var scores)
            ? new GraphRoles(graph, makers, scores.Vector).roles
            : new Dictionary<NodeProto, GraphRole>();
    }

    private bool IsVocabulary(NodeProto node) =>
        node.OpType == "LabelEncoder" && graph.Input.Any(input => input.Name == node.Input[0]);

    private bool IsResult(NodeProto node) =>
        node.OpType == "Gather" && graph.Output.Any(output => output.Name == node.Output[0]);

    private IEnumerable<NodeProto> Read(NodeProto node) =>
        node
            .Input.Concat(SubgraphNames.ReadBy(node))
            .Select(name => makers.GetValueOrDefault(name))
            .OfType<NodeProto>()
            .Where(roles.ContainsKey);

    private HashSet<NodeProto> Needed(IReadOnlyList<string> names)
    {
        var needed = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var open = new Stack<string>(names);
        while (open.TryPop(out var name))
        {
            if (makers.TryGetValue(name, out var node) && needed.Add(node))
            {
                foreach (var read in node.Input.Concat(SubgraphNames.ReadBy(node)))
                {
                    open.Push(read);
                }
            }
        }
        return needed;
    }

    // What depends on values, not counting what does so by another one alone.
    private HashSet<NodeProto> Depending(IReadOnlyList<string> names, string? but = null)
    {
        var reached = names.ToHashSet();
        var depending = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        foreach (var node in graph.Node)
        {
            if (node.Input.Concat(SubgraphNames.ReadBy(node)).Any(reached.Contains))
            {
                depending.Add(node);
                reached.UnionWith(node.Output.Where(output => output != but));
            }
        }
        return depending;
    }
}
