using System.Collections.Immutable;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>
/// Reads all steps of a pipeline into one list: <c>steps</c>, or the tasks of its <c>phases</c>, and behind them what
/// stands under <c>finally</c>.
/// </summary>
internal sealed class StepListReader
{
    private const int LongestName = 255;
    private const int GreatestGroup = 1_000_000;
    private const string Hint = "A pipeline needs at least one step: steps: [{id: hello, action: log}].";

    private readonly Findings findings;
    private readonly DefinitionLimits limits;
    private readonly ImmutableArray<StepDefinition>.Builder steps = ImmutableArray.CreateBuilder<StepDefinition>();
    private readonly ImmutableArray<PhaseDefinition>.Builder phases = ImmutableArray.CreateBuilder<PhaseDefinition>();
    private int written;

    private StepListReader(Findings findings, DefinitionLimits limits)
    {
        this.findings = findings;
        this.limits = limits;
    }

    public static StepList Read(Fields root, Findings findings, DefinitionLimits limits)
    {
        var reader = new StepListReader(findings, limits);
        reader.ReadMain(root);
        var main = reader.steps.Count;
        reader.Add(root, "finally", "finally");
        if (reader.written > limits.MaxSteps)
        {
            var message = $"The pipeline has {reader.written} steps; {limits.MaxSteps} are allowed.";
            var name = root.Find("phases") is null ? "steps" : "phases";
            findings.Error(
                DiagnosticCodes.TooLarge,
                message,
                name,
                root.Find(name),
                "Split it into several pipelines."
            );
            return new StepList([], [], 0);
        }

        return new StepList(reader.steps.ToImmutable(), reader.phases.ToImmutable(), reader.steps.Count - main);
    }

    private void ReadMain(Fields root)
    {
        var listed = root.Find("phases");
        if (listed is null)
        {
            if (root.Find("steps") is null)
            {
                root.Missing("steps", Hint);
            }
            else if (Add(root, "steps", "steps") is { Items.IsEmpty: true } empty)
            {
                findings.Error(DiagnosticCodes.OutOfRange, "The list 'steps' is empty.", "steps", empty, Hint);
            }

            return;
        }

        if (root.Find("steps") is { } both)
        {
            const string message = "'steps' and 'phases' are both given; a pipeline is written as one of them.";
            const string hint = "Move the steps into a phase, or the tasks into steps.";
            findings.Error(DiagnosticCodes.ConflictingFields, message, "steps", both, hint);
        }

        if (root.ListOf("phases", "Put '- ' in front of each phase.") is { } list)
        {
            ReadPhases(list);
        }
    }

    private void ReadPhases(SourceList list)
    {
        if (list.Items.IsEmpty)
        {
            const string hint = "A pipeline needs at least one phase: phases: [{tasks: [{id: hello, action: log}]}].";
            findings.Error(DiagnosticCodes.OutOfRange, "The list 'phases' is empty.", "phases", list, hint);
        }

        for (var i = 0; i < list.Items.Length; i++)
        {
            if (list.Items[i] is SourceMap map)
            {
                ReadPhase(new Fields(map, $"phases.{i}", findings), i);
            }
            else
            {
                var message = $"Phase {i} must be a map; here stands {list.Items[i].Kind}.";
                const string hint = "Write it as '- group: 1' and 'tasks: […]'.";
                findings.Error(DiagnosticCodes.WrongType, message, $"phases.{i}", list.Items[i], hint);
                phases.Add(new PhaseDefinition(null, i + 1, 0));
            }
        }
    }

    private void ReadPhase(Fields fields, int index)
    {
        var before = steps.Count;
        var name = fields.Text("name", 1, LongestName);
        var group = fields.Integer("group", 0, GreatestGroup) ?? index + 1;
        if (fields.Find("tasks") is null)
        {
            fields.Missing("tasks", $"Say what phase {index} does: tasks: [{{id: build, action: shell}}].");
        }
        else if (Add(fields, "tasks", fields.PathOf("tasks")) is { Items.IsEmpty: true } empty)
        {
            var message = $"Phase {index} has no tasks.";
            findings.Error(DiagnosticCodes.OutOfRange, message, fields.PathOf("tasks"), empty, "Remove the phase.");
        }

        fields.WarnOfUnknown();
        phases.Add(new PhaseDefinition(name, group, steps.Count - before));
    }

    private SourceList? Add(Fields owner, string name, string path)
    {
        if (owner.ListOf(name, "Put '- ' in front of each step.") is not { } list)
        {
            return null;
        }

        written += list.Items.Length;
        for (var i = 0; i < list.Items.Length && written <= limits.MaxSteps; i++)
        {
            steps.Add(StepReader.Read(list.Items[i], $"{path}.{i}", i, findings));
        }

        return list;
    }
}

/// <summary>All steps of a pipeline.</summary>
/// <param name="Steps">Those under <c>finally</c> last.</param>
/// <param name="Phases">Empty when they were not written as phases.</param>
/// <param name="FinallyCount">How many stand under <c>finally</c>.</param>
internal sealed record StepList(
    ImmutableArray<StepDefinition> Steps,
    ImmutableArray<PhaseDefinition> Phases,
    int FinallyCount
);
