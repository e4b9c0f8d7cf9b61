using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions.Syntax;

/// <summary>
/// Finds the names that an expression or a text takes from its context, each with as much of its path as is constant.
/// Names that its own statements give are not among them.
/// </summary>
internal sealed class ReferenceCollector
{
    private readonly List<Reference> found = [];
    private readonly HashSet<string> tested = new(StringComparer.Ordinal);
    private ImmutableHashSet<string> locals = ImmutableHashSet.Create<string>(StringComparer.Ordinal);

    public static ImmutableArray<Reference> Of(Expression expression)
    {
        var collector = new ReferenceCollector();
        collector.Visit(expression, false);
        return collector.Finish();
    }

    public static ImmutableArray<Reference> Of(TemplateText text)
    {
        var collector = new ReferenceCollector();
        collector.Visit(text.Blocks);
        return collector.Finish();
    }

    /// <summary>A path that one place asks whether it is defined is covered in all places of that text.</summary>
    private ImmutableArray<Reference> Finish() =>
        [.. found.OrderBy(r => r.Offset).Select(r => IsTested(r.Path) ? r with { HasDefault = true } : r)];

    private bool IsTested(IReadOnlyList<string> path) =>
        tested.Count > 0 && Enumerable.Range(1, path.Count).Any(length => tested.Contains(Key(path.Take(length))));

    private static string Key(IEnumerable<string> path) => string.Join('\0', path);

    private void Visit(Expression node, bool hasDefault)
    {
        switch (node)
        {
            case Name name:
                Add([name.Text], name.Offset, hasDefault);
                return;
            case Access { Target: Name root } access:
                Add([root.Text, .. ConstantKeys(access)], root.Offset, hasDefault);
                VisitEach(access.Children().Skip(1), false);
                return;
            case Filtered filtered:
                var isCovered = hasDefault || filtered.Calls.Any(c => c.Filter.Name == "default");
                Visit(filtered.Target, isCovered);
                VisitEach(filtered.Children().Skip(1), hasDefault);
                return;
            case Tested { Test.Name: "defined" or "undefined" } test:
                NoteTested(test.Target);
                Visit(test.Target, true);
                return;
            default:
                VisitEach(node.Children(), hasDefault);
                return;
        }
    }

    private void VisitEach(IEnumerable<Expression> nodes, bool hasDefault)
    {
        foreach (var node in nodes)
        {
            Visit(node, hasDefault);
        }
    }

    private void NoteTested(Expression target)
    {
        var path = target switch
        {
            Name name => [name.Text],
            Access { Target: Name root } access => [root.Text, .. ConstantKeys(access)],
            _ => Enumerable.Empty<string>(),
        };
        if (path.Any())
        {
            tested.Add(Key(path));
        }
    }

    private static IEnumerable<string> ConstantKeys(Access access) =>
        access.Accessors.TakeWhile(a => a is Member).Select(a => ((Member)a).Key);

    private void Add(ImmutableArray<string> path, int offset, bool hasDefault)
    {
        if (!locals.Contains(path[0]))
        {
            found.Add(new Reference(path, offset, hasDefault));
        }
    }

    private void Visit(ImmutableArray<Block> blocks)
    {
        foreach (var block in blocks)
        {
            switch (block)
            {
                case OutputBlock output:
                    Visit(output.Expression, false);
                    break;
                case IfBlock choice:
                    foreach (var branch in choice.Branches)
                    {
                        VisitEach(branch.Test is null ? [] : [branch.Test], false);
                        Visit(branch.Body);
                    }

                    break;
                case ForBlock loop:
                    Visit(loop);
                    break;
                case SetBlock { Member: not null } set:
                    Visit(set.Value, false);
                    break;
                case SetBlock set:
                    Visit(set.Value, false);
                    locals = locals.Union(set.Names);
                    break;
                case CaptureBlock capture:
                    Visit(capture.Body);
                    locals = locals.Add(capture.Name);
                    break;
            }
        }
    }

    private void Visit(ForBlock loop)
    {
        Visit(loop.Source, false);
        var outer = locals;
        locals = locals.Union(loop.Names).Add("loop");
        VisitEach(loop.Filter is null ? [] : [loop.Filter], false);
        Visit(loop.Body);
        locals = outer;
        Visit(loop.Otherwise);
        locals = outer;
    }
}
