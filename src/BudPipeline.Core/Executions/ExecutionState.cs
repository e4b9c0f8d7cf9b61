using System.Collections.Immutable;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Executions;

/// <summary>Everything that an execution's events have made of it. Changed only by <see cref="ExecutionEvolution"/>.</summary>
public sealed record ExecutionState : IExecutionView
{
    private ExecutionState() { }

    StepState IExecutionView.Step(int ordinal) => Steps[ordinal];

    /// <summary>The plan of a step; of a loop's item that of the loop's body.</summary>
    public PlanStep PlanOf(int ordinal) => Loops.PlanOf(Plan, ordinal);

    /// <summary>Whether an ordinal is an item's: those of items follow those of the plan.</summary>
    public bool IsItem(int ordinal) => ordinal >= Plan.Steps.Length;

    /// <summary>Whether an ordinal is a compensation's.</summary>
    public bool IsCompensation(int ordinal) => Loops.IsCompensation(ordinal);

    /// <summary>The loop that an item belongs to, the step that a compensation undoes; the step itself when it is none.</summary>
    public int OwnerOf(int ordinal) => IsItem(ordinal) ? Loops.OwnerOf(ordinal) : ordinal;

    /// <summary>The execution's id.</summary>
    public required string ExecutionId { get; init; }

    /// <summary>The compiled definition that it pinned.</summary>
    public required ExecutionPlan Plan { get; init; }

    /// <summary>The node incarnation on which this state lives: the runner of attempts that start now.</summary>
    public required string Runner { get; init; }

    /// <summary>How many events made it: the journal's sequence number.</summary>
    public long Version { get; init; }

    /// <summary>What its start pinned; null before the start.</summary>
    public ExecutionHeader? Header { get; init; }

    /// <summary>Its status.</summary>
    public ExecutionStatus Status { get; init; }

    /// <summary>True when no further step begins until it is resumed.</summary>
    public bool Paused { get; init; }

    /// <summary>Why it is coming to its end before its time; null when it is not.</summary>
    public StopReason? Stopping { get; init; }

    /// <summary>Whether it stops without the steps under <c>finally</c>.</summary>
    public bool Forced { get; init; }

    /// <summary>Whether what stands under <c>finally</c> may run.</summary>
    internal bool FinallyBegun { get; init; }

    /// <summary>What was said when it was asked to stop.</summary>
    public string? StopMessage { get; init; }

    /// <summary>The ordinal of the step whose failure makes the execution fail; null when none has.</summary>
    public int? FirstFailure { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its first step began; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary>When it times out.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>When the latest event was decided.</summary>
    public DateTimeOffset LastEventAt { get; init; }

    /// <summary>All steps, by ordinal; behind those of the plan the items of its loops.</summary>
    public required StepTable Steps { get; init; }

    /// <summary>What it gave; empty before its end.</summary>
    public MapValue Outputs =>
        DeclaredOutputs ?? (Status == ExecutionStatus.Completed ? StepOutputs() : MapValue.Empty);

    /// <summary>Why it did not complete.</summary>
    public ExecutionError? Error { get; init; }

    /// <summary>The highest progress it ever had, 0 to 100 with two decimals.</summary>
    public double Progress => ExecutionProgress.Rounded(this);

    /// <summary>How many steps are terminal.</summary>
    public int TerminalSteps { get; init; }

    /// <summary>How many steps have a live attempt.</summary>
    public int LiveAttempts => Live.Count;

    /// <summary>True while a runner works for it.</summary>
    public bool HasLiveAttempts => Live.Count > 0;

    /// <summary>The runners that live attempts are on.</summary>
    public ImmutableHashSet<string> Runners =>
        [.. Live.Ascending().Select(ordinal => Steps[ordinal].Runner).OfType<string>()];

    /// <summary>The next moment at which something is to be decided; null when no moment matters.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            if (Status.IsTerminal() || Header is null)
            {
                return null;
            }

            DateTimeOffset? due = Dues.IsEmpty ? null : Dues.Min.Due;
            if (RetryDues.IsEmpty)
            {
                return due;
            }

            foreach (var (retry, ordinal) in RetryDues)
            {
                if (retry >= due)
                {
                    break;
                }

                if (MayRepeat(ordinal))
                {
                    return retry;
                }
            }

            return due;
        }
    }

    /// <summary>Without a free slot a retry that is due cannot begin; the end of another step will look at it again.</summary>
    private bool MayRepeat(int ordinal) => IsItem(ordinal) ? !Paused : CanStart;

    /// <summary>How its steps are undone; null unless they are.</summary>
    public Saga? Saga { get; init; }

    /// <summary>Signals that no step has taken yet.</summary>
    public SignalBox Signals { get; init; } = SignalBox.Empty;

    /// <summary>Steps whose dependencies are terminal and that have not begun.</summary>
    internal OrdinalSet Ready { get; init; } = OrdinalSet.Empty(0);

    /// <summary>Steps with a live attempt.</summary>
    internal OrdinalSet Live { get; init; } = OrdinalSet.Empty(0);

    /// <summary>How many of the live attempts are items of loops, which have caps of their own.</summary>
    internal int LiveItems { get; init; }

    /// <summary>Steps that completed and can be undone, the last one on top.</summary>
    internal ImmutableStack<int> Compensable { get; init; } = [];

    /// <summary>Loops that have begun, in order; behind them the compensations.</summary>
    internal ImmutableArray<LoopSpan> Loops { get; init; } = [];

    /// <summary>Steps that are loops under way.</summary>
    internal ImmutableArray<int> OpenLoops { get; init; } = [];

    /// <summary>Deadlines and ends of waits; ordinal -1 is the execution's own deadline.</summary>
    internal ImmutableSortedSet<(DateTimeOffset Due, int Ordinal)> Dues { get; init; } = [];

    /// <summary>When failed attempts are repeated.</summary>
    internal ImmutableSortedSet<(DateTimeOffset Due, int Ordinal)> RetryDues { get; init; } = [];

    /// <summary>The outputs that the definition declares; null when it declares none, and before the end.</summary>
    internal MapValue? DeclaredOutputs { get; init; }

    /// <summary>The sum of weight × percent over all steps.</summary>
    internal double WeightedPercent { get; init; }

    /// <summary>The highest that sum ever was: progress never goes back.</summary>
    internal double PeakPercent { get; init; }

    /// <summary>How many steps ran to an end, and how long they took together.</summary>
    internal (int Count, double Seconds) Finished { get; init; }

    internal bool CanStart => MayStart(Live.Count - LiveItems);

    /// <summary>
    /// Whether one more attempt may begin beside so many live ones. While it is stopping only what stands under
    /// <c>finally</c> is left to begin.
    /// </summary>
    internal bool MayStart(int liveAttempts) => !Paused && liveAttempts < Plan.Definition.Settings.MaxParallelSteps;

    /// <summary>An execution that has not started.</summary>
    /// <param name="executionId">Its id.</param>
    /// <param name="plan">The compiled definition.</param>
    /// <param name="runner">The node incarnation on which it lives.</param>
    public static ExecutionState Initial(string executionId, ExecutionPlan plan, string runner)
    {
        var ready = OrdinalSet.Empty(plan.Steps.Length).ToBuilder();
        foreach (var step in plan.Steps)
        {
            if (Unmet(plan, step) == 0)
            {
                ready.Add(step.Ordinal);
            }
        }

        return new ExecutionState
        {
            ExecutionId = executionId,
            Plan = plan,
            Runner = runner,
            Steps = StepTable.Create(
                plan.Steps.Length,
                ordinal => new StepState { Unmet = Unmet(plan, plan.Steps[ordinal]) }
            ),
            Ready = ready.ToSet(),
            Live = OrdinalSet.Empty(plan.Steps.Length),
        };
    }

    /// <summary>What a step waits for: its dependencies, and under <c>finally</c> the end of all others.</summary>
    private static int Unmet(ExecutionPlan plan, PlanStep step) =>
        step.Dependencies.Length + (plan.IsFinal(step.Ordinal) ? 1 : 0);

    /// <summary>Step id to outputs; what <c>set_output</c> was given by key stands beside the steps.</summary>
    private MapValue StepOutputs()
    {
        var byStep = new List<KeyValuePair<string, Value>>();
        var byKey = new List<KeyValuePair<string, Value>>();
        foreach (var plan in Plan.Steps)
        {
            var step = Steps[plan.Ordinal];
            if (step.Status == StepStatus.Completed)
            {
                byStep.Add(new(plan.Id, step.Outputs));
                if (plan.Action?.Type == "set_output" && plan.Definition.Params.TryGet("key", out _))
                {
                    byKey.AddRange(step.Outputs.Entries);
                }
            }
        }

        return MapValue.Of(byStep.Concat(byKey));
    }
}
