using BudPipeline.Core.Definitions;
using CsCheck;

namespace BudPipeline.Core.Tests.Definitions;

/// <summary>The graph against a naive one: every pair of steps, every path.</summary>
public sealed class StepGraphSpecs
{
    private const int Steps = 7;

    // For each ordered pair: 0 nothing, 1 the first depends on the second, 2 its parameters mention it.
    private static readonly Gen<int[][]> Edges = Gen.Int[0, 11]
        .Array[Steps * Steps]
        .Select(kinds =>
        {
            var edges = NewTable<int>();
            for (var i = 0; i < kinds.Length; i++)
            {
                var isSelf = i / Steps == i % Steps;
                edges[i / Steps][i % Steps] = kinds[i] <= 2 && !isSelf ? kinds[i] : 0;
            }

            return edges;
        });

    [Fact]
    public void Circles_are_found_exactly_where_a_naive_search_finds_them() =>
        Edges.Sample(edges =>
        {
            var compiled = DefinitionChecks.Compile(Yaml(edges));
            var declared = Closure(edges, kind => kind == 1);
            var all = Closure(edges, kind => kind > 0);
            var codes = compiled.Errors.Select(e => e.Code).ToHashSet();
            Assert.Equal(HasCircle(declared), codes.Contains(DiagnosticCodes.Cycle));
            Assert.Equal(!HasCircle(declared) && HasCircle(all), codes.Contains(DiagnosticCodes.ReferenceCycle));
            Assert.Equal(HasCircle(all), compiled.Plan is null);
        });

    [Fact]
    public void A_path_that_is_told_as_a_circle_is_one() =>
        Edges.Sample(edges =>
        {
            foreach (var error in DefinitionChecks.Compile(Yaml(edges)).Errors)
            {
                var path = error.Message.TrimEnd('.').Split(": ")[^1].Split(" -> ").Select(id => id[1] - '0').ToList();
                Assert.Equal(path[0], path[^1]);
                Assert.All(path.Zip(path.Skip(1)), pair => Assert.NotEqual(0, edges[pair.First][pair.Second]));
            }
        });

    [Fact]
    public void A_step_waits_for_everything_it_declares_or_mentions() =>
        Edges.Sample(edges =>
        {
            if (DefinitionChecks.Compile(Yaml(edges)) is not { Plan: { } plan } compiled)
            {
                return;
            }

            var declared = Closure(edges, kind => kind == 1);
            var compiledEdges = NewTable<int>();
            foreach (var step in plan.Steps)
            {
                foreach (var dependency in step.Dependencies)
                {
                    compiledEdges[step.Ordinal][dependency] = 1;
                    var isUncovered = edges[step.Ordinal][dependency] == 2 && !declared[step.Ordinal][dependency];
                    Assert.True(edges[step.Ordinal][dependency] == 1 || isUncovered);
                    Assert.Contains(step.Ordinal, plan.Steps[dependency].Dependents);
                }
            }

            Assert.Equal(Closure(edges, kind => kind > 0), Closure(compiledEdges, kind => kind > 0));
            Assert.Equal(
                plan.Steps.Sum(s => s.Dependencies.Length - s.Definition.DependsOn.Length),
                compiled.Warnings.Count(w => w.Code == DiagnosticCodes.ImplicitDependency)
            );
        });

    private static string Yaml(int[][] edges)
    {
        var lines = Enumerable
            .Range(0, Steps)
            .Select(i =>
            {
                var declared = Enumerable.Range(0, Steps).Where(j => edges[i][j] == 1).Select(j => $"s{j}");
                var mentioned = Enumerable.Range(0, Steps).Where(j => edges[i][j] == 2);
                var message = string.Concat(mentioned.Select(j => $"{{{{ steps.s{j}.outputs.x }}}}"));
                return $"- {{id: s{i}, action: log, depends_on: [{string.Join(", ", declared)}], params: {{message: '{message}'}}}}\n";
            });
        return $"steps:\n{string.Concat(lines)}";
    }

    private static bool[][] Closure(int[][] edges, Func<int, bool> counts)
    {
        var reaches = NewTable<bool>();
        for (var i = 0; i < Steps * Steps; i++)
        {
            reaches[i / Steps][i % Steps] = counts(edges[i / Steps][i % Steps]);
        }

        for (var via = 0; via < Steps; via++)
        {
            for (var i = 0; i < Steps * Steps; i++)
            {
                var (from, to) = (i / Steps, i % Steps);
                reaches[from][to] |= reaches[from][via] && reaches[via][to];
            }
        }

        return reaches;
    }

    private static bool HasCircle(bool[][] reaches) => Enumerable.Range(0, Steps).Any(i => reaches[i][i]);

    private static T[][] NewTable<T>() => [.. Enumerable.Range(0, Steps).Select(_ => new T[Steps])];
}
