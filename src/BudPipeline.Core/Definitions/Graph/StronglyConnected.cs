namespace BudPipeline.Core.Definitions.Graph;

/// <summary>
/// Tarjan's components of a graph of ordinals, without recursion: steps that wait for each other share one. A component
/// comes out only after every component that it waits for, so the order is also a topological one.
/// </summary>
internal sealed class StronglyConnected
{
    private const int Unseen = -1;
    private readonly IReadOnlyList<IReadOnlyList<int>> dependencies;
    private readonly int[] found;
    private readonly int[] lowest;
    private readonly int[] nextEdge;
    private readonly Stack<int> open = new();
    private int seen;

    private StronglyConnected(IReadOnlyList<IReadOnlyList<int>> dependencies)
    {
        this.dependencies = dependencies;
        found = new int[dependencies.Count];
        lowest = new int[dependencies.Count];
        nextEdge = new int[dependencies.Count];
        ComponentOf = new int[dependencies.Count];
        Array.Fill(found, Unseen);
        Array.Fill(ComponentOf, Unseen);
    }

    /// <summary>The component of each ordinal.</summary>
    public int[] ComponentOf { get; }

    /// <summary>The members of each component, ascending; what it depends on comes before it.</summary>
    public List<List<int>> Components { get; } = [];

    public static StronglyConnected Of(IReadOnlyList<IReadOnlyList<int>> dependencies)
    {
        var result = new StronglyConnected(dependencies);
        for (var ordinal = 0; ordinal < dependencies.Count; ordinal++)
        {
            if (result.found[ordinal] == Unseen)
            {
                result.Walk(ordinal);
            }
        }

        return result;
    }

    private void Walk(int root)
    {
        var path = new Stack<int>();
        Enter(root, path);
        while (path.TryPeek(out var at))
        {
            if (nextEdge[at] < dependencies[at].Count)
            {
                var next = dependencies[at][nextEdge[at]++];
                if (found[next] == Unseen)
                {
                    Enter(next, path);
                }
                else if (ComponentOf[next] == Unseen)
                {
                    lowest[at] = Math.Min(lowest[at], found[next]);
                }

                continue;
            }

            path.Pop();
            if (path.TryPeek(out var parent))
            {
                lowest[parent] = Math.Min(lowest[parent], lowest[at]);
            }

            if (lowest[at] == found[at])
            {
                Close(at);
            }
        }
    }

    private void Enter(int ordinal, Stack<int> path)
    {
        found[ordinal] = lowest[ordinal] = seen++;
        open.Push(ordinal);
        path.Push(ordinal);
    }

    private void Close(int head)
    {
        var members = new List<int>();
        int member;
        do
        {
            member = open.Pop();
            ComponentOf[member] = Components.Count;
            members.Add(member);
        } while (member != head);

        members.Sort();
        Components.Add(members);
    }
}
