using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// The <c>conditional</c> action in its three forms: <c>branches</c>, <c>condition</c> with <c>on_true</c> and
/// <c>on_false</c>, and <c>condition</c> with results. The first branch that holds is taken, the targets of the others
/// are skipped.
/// </summary>
internal static class Branching
{
    private sealed record Branch(string Id, string Label, Value Condition, string? Target);

    public static void Choose(DecisionDraft draft, int ordinal, int attempt, MapValue parameters)
    {
        var names = ParamsScope.Context(draft.Fold, draft.Now, parameters);
        if (parameters["branches"] is ListValue list)
        {
            var branches = list.Items.OfType<MapValue>().Select(Read).ToList();
            // A branch whose condition cannot be decided is passed over.
            var taken = branches.FirstOrDefault(b =>
                Conditions.Holds(b.Condition, names) is { Value: BoolValue { Content: true } }
            );
            Take(
                draft,
                ordinal,
                attempt,
                MapValue.Of(
                    ("matched_branch", Value.Of(taken?.Id)),
                    ("matched_label", Value.Of(taken?.Label ?? "none")),
                    ("target_step", Value.Of(taken?.Target)),
                    ("result", Value.Of(taken is not null)),
                    ("branch", Value.Of(taken?.Id ?? "none"))
                ),
                taken?.Target,
                branches.Select(b => b.Target)
            );
            return;
        }

        var given = parameters.TryGet("condition", out var condition) ? condition : Value.True;
        var decided = Conditions.Holds(given, names);
        if (decided.Error is { } error)
        {
            ControlFlow.Fail(draft, ordinal, attempt, Conditions.Undecided(draft, ordinal, error));
            return;
        }

        var holds = decided.Value is BoolValue { Content: true };
        var target = Text(parameters[holds ? "on_true" : "on_false"]);
        var named = holds ? "true_result" : "false_result";
        Take(
            draft,
            ordinal,
            attempt,
            MapValue.Of(
                ("result", parameters.TryGet(named, out var result) ? result : Value.Of(holds)),
                ("branch", Value.Of(holds ? "true" : "false")),
                ("target_step", Value.Of(target))
            ),
            target,
            [Text(parameters["on_true"]), Text(parameters["on_false"])]
        );
    }

    private static Branch Read(MapValue branch)
    {
        var id = Text(branch["id"]) ?? "";
        var condition = branch.TryGet("condition", out var given) ? given : Value.True;
        return new Branch(id, Text(branch["label"]) ?? id, condition, Text(branch["target_step"]));
    }

    private static void Take(
        DecisionDraft draft,
        int ordinal,
        int attempt,
        MapValue outputs,
        string? taken,
        IEnumerable<string?> targets
    )
    {
        draft.Add(new StepFinish(ordinal, attempt, StepStatus.Completed, outputs, null, null));
        foreach (var target in targets.Distinct(StringComparer.Ordinal))
        {
            if (
                target is not null
                && target != taken
                && draft.Fold.Plan.Ordinals.TryGetValue(target, out var other)
                && draft.Fold.Step(other).Status == StepStatus.Pending
            )
            {
                draft.Add(new StepSkip(other, SkipReason.Branch, ordinal));
            }
        }
    }

    private static string? Text(Value value) => (value as StringValue)?.Content;
}
