using System.Collections.Immutable;

namespace BudPipeline.Core.Definitions.Graph;

/// <summary>A dependency that nobody declared: a template of one step mentions another.</summary>
/// <param name="Step">The step that waits.</param>
/// <param name="Dependency">The step it waits for.</param>
/// <param name="Mention">The mention that asks for it.</param>
internal sealed record ImpliedDependency(int Step, int Dependency, Mention Mention);

/// <summary>An implied dependency that was not added, because it would have closed a circle.</summary>
/// <param name="Implied">The dependency.</param>
/// <param name="Path">The circle: begins and ends with the step.</param>
internal sealed record RefusedDependency(ImpliedDependency Implied, ImmutableArray<int> Path);

/// <summary>
/// Who waits for whom, contract §a.3 and §a.4: what <c>depends_on</c> names, the tasks of the group before, the conditional
/// that a target hangs on, the step a failure handler asks about, and every step that a template mentions without being
/// downstream of it. That what stands under <c>finally</c> waits for all other steps is no edge of this graph.
/// </summary>
internal sealed class StepGraph
{
    // Telling a circle means searching for it.
    private const int MostCirclesTold = 100;

    private readonly List<List<int>> dependencies;

    private StepGraph(int count) => dependencies = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];

    /// <summary>Per step the steps it waits for, ascending.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Dependencies => dependencies;

    /// <summary>One circle of declared dependencies for each group of steps that wait for each other.</summary>
    public List<ImmutableArray<int>> Cycles { get; } = [];

    /// <summary>Dependencies that were added because a template needs them and nothing declares them.</summary>
    public List<ImpliedDependency> Implied { get; } = [];

    /// <summary>Those that could not be added.</summary>
    public List<RefusedDependency> Refused { get; } = [];

    public static StepGraph Of(ParsedPipeline pipeline)
    {
        var graph = new StepGraph(pipeline.Steps.Length);
        graph.AddDeclared(pipeline);
        var components = StronglyConnected.Of(graph.dependencies);
        graph.Cycles.AddRange(
            components.Components.Where(c => c.Count > 1).Select(c => graph.PathFrom(c[0], c[0], components))
        );
        if (graph.Cycles.Count == 0)
        {
            graph.Add(Handled(pipeline));
            graph.Implied.AddRange(graph.Add(graph.Uncovered(pipeline)));
        }

        foreach (var list in graph.dependencies)
        {
            list.Sort();
        }

        return graph;
    }

    private void AddDeclared(ParsedPipeline pipeline)
    {
        foreach (var step in pipeline.Steps)
        {
            foreach (var id in step.Definition.DependsOn)
            {
                if (
                    pipeline.Ordinals.TryGetValue(id, out var dependency) && !CrossesFinally(step, dependency, pipeline)
                )
                {
                    AddEdge(step.Ordinal, dependency);
                }
            }

            foreach (var target in step.Targets)
            {
                if (
                    pipeline.Ordinals.TryGetValue(target.StepId, out var ordinal)
                    && !CrossesFinally(step, ordinal, pipeline)
                )
                {
                    AddEdge(ordinal, step.Ordinal);
                }
            }
        }

        AddGroups(pipeline.Definition.Phases);
    }

    /// <summary>Each task of a group waits for all tasks of the group before.</summary>
    private void AddGroups(ImmutableArray<PhaseDefinition> phases)
    {
        var tasks = new SortedDictionary<int, List<int>>();
        var next = 0;
        foreach (var phase in phases)
        {
            tasks.TryAdd(phase.Group, []);
            tasks[phase.Group].AddRange(Enumerable.Range(next, phase.TaskCount));
            next += phase.TaskCount;
        }

        List<int> before = [];
        foreach (var group in tasks.Values)
        {
            foreach (var task in group)
            {
                var declared = dependencies[task].ToHashSet();
                dependencies[task].AddRange(before.Where(d => !declared.Contains(d)));
            }

            before = group;
        }
    }

    /// <summary>Whether only one of the two stands under <c>finally</c>, which waits for all others anyway.</summary>
    private static bool CrossesFinally(ParsedStep step, int other, ParsedPipeline pipeline) =>
        step.IsFinal != pipeline.Steps[other].IsFinal;

    private bool AddEdge(int step, int dependency)
    {
        if (step == dependency || dependencies[step].Contains(dependency))
        {
            return false;
        }

        dependencies[step].Add(dependency);
        return true;
    }

    /// <summary>Steps whose outcome a condition asks about: waiting for them is the point of it.</summary>
    private static IEnumerable<ImpliedDependency> Handled(ParsedPipeline pipeline) =>
        pipeline.Steps.SelectMany(s => Known(s, s.ConditionMentions.Where(m => m.IsOutcome), pipeline));

    /// <summary>Mentions of steps that would not have ended by then.</summary>
    private List<ImpliedDependency> Uncovered(ParsedPipeline pipeline)
    {
        var ancestors = AncestorSets.Of(dependencies);
        var refused = Refused.Select(r => (r.Implied.Step, r.Implied.Dependency)).ToHashSet();
        return
        [
            .. pipeline
                .Steps.SelectMany(s => Known(s, s.ConditionMentions.Concat(s.ParamMentions), pipeline))
                .Where(i => !ancestors.Contains(i.Step, i.Dependency) && !refused.Contains((i.Step, i.Dependency))),
        ];
    }

    private static IEnumerable<ImpliedDependency> Known(
        ParsedStep step,
        IEnumerable<Mention> mentions,
        ParsedPipeline pipeline
    )
    {
        foreach (var mention in mentions)
        {
            var isKnown = pipeline.Ordinals.TryGetValue(mention.StepId ?? "", out var dependency);
            if (isKnown && dependency != step.Ordinal && !CrossesFinally(step, dependency, pipeline))
            {
                yield return new ImpliedDependency(step.Ordinal, dependency, mention);
            }
        }
    }

    /// <summary>Adds what is new, takes back and records what closes a circle, and returns the rest.</summary>
    private List<ImpliedDependency> Add(IEnumerable<ImpliedDependency> wanted)
    {
        var added = wanted.Where(i => AddEdge(i.Step, i.Dependency)).ToList();
        var components = StronglyConnected.Of(dependencies);
        var component = components.ComponentOf;
        var closing = added.Where(i => component[i.Step] == component[i.Dependency]).ToList();
        Refused.AddRange(
            closing
                .Take(MostCirclesTold)
                .Select(i => new RefusedDependency(i, [i.Step, .. PathFrom(i.Dependency, i.Step, components)]))
        );
        foreach (var implied in closing)
        {
            dependencies[implied.Step].Remove(implied.Dependency);
        }

        return [.. added.Except(closing)];
    }

    /// <summary>The shortest way from one step along dependencies to another of its component, both named.</summary>
    private ImmutableArray<int> PathFrom(int start, int end, StronglyConnected components)
    {
        var cameFrom = new Dictionary<int, int>();
        var waiting = new Queue<int>([start]);
        while (waiting.TryDequeue(out var at))
        {
            foreach (var next in dependencies[at])
            {
                if (components.ComponentOf[next] != components.ComponentOf[start] || !cameFrom.TryAdd(next, at))
                {
                    continue;
                }

                if (next == end)
                {
                    return [.. WayBack(cameFrom, start, end).Reverse()];
                }

                waiting.Enqueue(next);
            }
        }

        return [start];
    }

    private static IEnumerable<int> WayBack(Dictionary<int, int> cameFrom, int start, int end)
    {
        var at = end;
        do
        {
            yield return at;
            at = cameFrom[at];
        } while (at != start);

        yield return start;
    }
}
