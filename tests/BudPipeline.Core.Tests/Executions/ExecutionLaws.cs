using System.Text;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;
using CsCheck;

namespace BudPipeline.Core.Tests.Executions;

/// <summary>The laws of the state machine over random pipelines, outcomes and commands.</summary>
public sealed class ExecutionLaws
{
    private enum Act
    {
        Complete,
        Fail,
        Stopped,
        Tick,
        Pause,
        Resume,
        Cancel,
        Force,
        Signal,
        Lose,
        Stale,
    }

    private static readonly Gen<ModelPipeline> Pipelines =
        from size in Gen.Int[1, 12]
        from finals in Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[1, 2]))
        from steps in GenSteps(size, Math.Min(finals, size - 1))
        from failFast in Gen.Bool
        from parallel in Gen.Int[1, 5]
        select new ModelPipeline(steps, failFast, parallel);

    private static readonly Gen<(Act Act, int Pick)[]> Commands = Gen.Select(
        Gen.Frequency(
            (40, Gen.Const(Act.Complete)),
            (12, Gen.Const(Act.Fail)),
            (4, Gen.Const(Act.Stopped)),
            (10, Gen.Const(Act.Tick)),
            (3, Gen.Const(Act.Pause)),
            (5, Gen.Const(Act.Resume)),
            (1, Gen.Const(Act.Cancel)),
            (1, Gen.Const(Act.Force)),
            (6, Gen.Const(Act.Signal)),
            (3, Gen.Const(Act.Lose)),
            (6, Gen.Const(Act.Stale))
        ),
        Gen.Int[0, 1000]
    ).Array[0, 60];

    [Fact]
    public void The_engine_agrees_with_the_reference_and_keeps_its_laws() =>
        Gen.Select(Pipelines, Commands).Sample((pipeline, commands) => new Run(pipeline).Play(commands), iter: 1500);

    [Fact]
    public void Deciding_never_throws_and_never_changes_what_it_is_given() =>
        Gen.Select(Pipelines, Commands, Gen.Int[-3, 40], Gen.Int[-1, 5])
            .Sample(
                (pipeline, commands, ordinal, attempt) =>
                {
                    var run = new Run(pipeline);
                    run.Play(commands);
                    var before = Dump(run.State);
                    foreach (var command in Odd(ordinal, attempt))
                    {
                        ExecutionDecider.Decide(run.State, command, DateTimeOffset.MinValue);
                    }

                    Assert.Equal(before, Dump(run.State));
                },
                iter: 200
            );

    private static IEnumerable<ExecutionCommand> Odd(int ordinal, int attempt) =>
        [
            new CompleteAttempt(ordinal, attempt, ActionOutcome.Completed(MapValue.Empty)),
            new CompleteAttempt(ordinal, attempt, new ActionOutcome(OutcomeStatus.Failed, MapValue.Empty, null, null)),
            new ReportProgress(ordinal, attempt, double.NaN),
            new TimerFired(),
            new RunnersLost([]),
            new PauseExecution(null),
            new ResumeExecution(null),
        ];

    private static Gen<ModelStep[]> GenSteps(int size, int finals) =>
        Gen.Select(
                Gen.Bool.Array[size * size],
                Gen.Int[0, 3].Array[size],
                Gen.Int[0, 5].Array[size],
                Gen.Int[1, 3].Array[size],
                Gen.Int[0, 6].Array[size],
                Gen.Frequency(
                    (8, Gen.Const(ModelKind.Work)),
                    (1, Gen.Const(ModelKind.Delay)),
                    (1, Gen.Const(ModelKind.Await))
                ).Array[size],
                Gen.Int[0, 4].Array[size]
            )
            .Select(
                (edges, soft, handler, attempts, conditions, kinds, undo) =>
                    Enumerable
                        .Range(0, size)
                        .Select(i => new ModelStep(
                            i,
                            [
                                .. Enumerable
                                    .Range(
                                        i < size - finals ? 0 : size - finals,
                                        i < size - finals ? i : i - (size - finals)
                                    )
                                    .Where(d => edges[(i * size) + d] && (i - d) < 4),
                            ],
                            soft[i] == 0,
                            handler[i] == 0,
                            attempts[i],
                            conditions[i] != 0,
                            i >= size - finals,
                            kinds[i],
                            undo[i] == 0
                        ))
                        .ToArray()
            );

    private static string Dump(ExecutionState state)
    {
        var text = new StringBuilder()
            .Append(state.Version)
            .Append(' ')
            .Append(state.Status)
            .Append(' ')
            .Append(state.Paused)
            .Append(' ')
            .Append(state.Stopping)
            .Append(' ')
            .Append(state.FirstFailure)
            .Append(' ')
            .Append(state.Progress)
            .Append(' ')
            .Append(state.NextDue)
            .Append(' ')
            .Append(state.Error)
            .Append(' ')
            .Append(state.Outputs);
        foreach (var step in state.Steps)
        {
            text.AppendLine().Append(step);
        }

        return text.ToString();
    }

    /// <summary>One random life of one execution, in the engine and in the reference at once.</summary>
    private sealed class Run
    {
        private readonly ModelPipeline pipeline;
        private readonly ReferenceInterpreter reference;
        private readonly List<ExecutionEvent> history = [];
        private readonly HashSet<(int Ordinal, int Attempt)> dispatched = [];
        private readonly HashSet<int> waits = [];
        private readonly ExecutionState initial;
        private DateTimeOffset now = DateTimeOffset.UnixEpoch;

        public Run(ModelPipeline pipeline)
        {
            this.pipeline = pipeline;
            reference = new ReferenceInterpreter(pipeline);
            initial = ExecutionState.Initial("exec_1", Compile(pipeline), Scenario.Runner);
            State = initial;
            Do(new StartExecution(Scenario.Header(State.Plan, MapValue.Empty)));
            reference.Start();
        }

        public ExecutionState State { get; private set; }

        public void Play((Act Act, int Pick)[] commands)
        {
            Compare();
            foreach (var (act, pick) in commands)
            {
                One(act, pick);
                Compare();
            }

            // Whatever happened, answering every attempt brings the execution to its end.
            One(Act.Resume, 0);
            for (var rounds = 0; !State.Status.IsTerminal(); rounds++)
            {
                Assert.True(rounds < 1000, "the execution does not end:\n" + Dump(State));
                One(Act.Tick, 0);
                One(Act.Complete, rounds);
                One(Act.Signal, 0);
                Compare();
            }

            Assert.Equal(Dump(State), Dump(ExecutionEvolution.Evolve(initial, history)));
            Assert.Equal(Dump(State), Dump(history.Aggregate(initial, ExecutionEvolution.Evolve)));
        }

        private void One(Act act, int pick)
        {
            var running = pipeline.Steps.Select(s => s.Ordinal).Where(IsRunning).ToArray();
            var step = running.Length == 0 ? -1 : running[pick % running.Length];
            var attempt = step < 0 ? 0 : State.Steps[step].Attempt;
            switch (act)
            {
                case Act.Complete when step >= 0:
                    Do(new CompleteAttempt(step, attempt, ActionOutcome.Completed(MapValue.Empty)));
                    reference.Complete(step);
                    break;
                case Act.Fail when step >= 0:
                    var error = new StepError("X", StepError.Application, "x");
                    Do(new CompleteAttempt(step, attempt, ActionOutcome.Failed(error)));
                    reference.Fail(step);
                    break;
                case Act.Stopped when step >= 0:
                    Do(new CompleteAttempt(step, attempt, ActionOutcome.Stopped()));
                    reference.Stopped(step);
                    break;
                case Act.Stale when step >= 0:
                    Do(new CompleteAttempt(step, attempt - 1, ActionOutcome.Completed(MapValue.Empty)));
                    break;
                case Act.Lose:
                    Do(new RunnersLost([Scenario.Runner]));
                    reference.Lost();
                    break;
                case Act.Tick:
                    now = now.AddSeconds(20);
                    Do(new TimerFired());
                    reference.RetriesDue();
                    break;
                case Act.Signal:
                    Do(new SendSignal(new Signal("go", Value.Null, null)));
                    reference.Signal();
                    break;
                case Act.Pause:
                    Do(new PauseExecution(null));
                    reference.Pause();
                    break;
                case Act.Resume:
                    Do(new ResumeExecution(null));
                    reference.Resume();
                    break;
                case Act.Cancel:
                    Do(new CancelExecution(null, null));
                    reference.Cancel(false);
                    break;
                case Act.Force:
                    Do(new CancelExecution(null, null, true));
                    reference.Cancel(true);
                    break;
            }
        }

        private bool AllButFinalSteps(Func<int, bool> holds) =>
            pipeline.Steps.Where(s => !s.Final).All(s => holds(s.Ordinal));

        private bool IsRunning(int ordinal) => State.Steps[ordinal].Status == StepStatus.Running;

        private void Do(ExecutionCommand command)
        {
            var together = ExecutionDecider.DecideTogether(State, [command], now);
            if (State.Status.IsTerminal())
            {
                Assert.Empty(together.Events);
            }

            var progress = State.Progress;
            foreach (var e in together.Events)
            {
                CheckStarts(e);
                CheckWaits(e);
                if (e is CompensationsOpened opened)
                {
                    CheckUndoing(opened);
                }

                var before = State;
                State = ExecutionEvolution.Evolve(State, e);
                history.Add(e);
                Track(ExecutionEffects.Since(before, State));
                // What undoes a step runs one at a time, and beside the others only once steps under finally have begun.
                Assert.True(
                    pipeline.Steps.Count(s => IsRunning(s.Ordinal)) <= pipeline.MaxParallel,
                    "more steps at once than allowed"
                );
                Assert.True(State.Progress >= progress);
                progress = State.Progress;
            }

            Assert.Equal(Dump(together.After), Dump(State));
            CheckOutstanding();
            if (State is { Saga: { } saga, Status: ExecutionStatus.Running } && saga.Ended < saga.Steps.Length)
            {
                Undo(saga);
            }
        }

        /// <summary>What undoes a step is answered at once.</summary>
        private void Undo(Saga saga)
        {
            var current = saga.First + saga.Ended;
            if (IsRunning(current))
            {
                var outcome = State.Steps[current].Stopping is null
                    ? ActionOutcome.Completed(MapValue.Empty)
                    : ActionOutcome.Stopped();
                Do(new CompleteAttempt(current, State.Steps[current].Attempt, outcome));
            }
        }

        private void CheckUndoing(CompensationsOpened opened)
        {
            Assert.True(AllButFinalSteps(s => State.Steps[s].Status.IsTerminal()), "undone while something else runs");
            var completed = history
                .OfType<StepsFinished>()
                .SelectMany(f => f.Steps)
                .Where(s => s is { Status: StepStatus.Completed, Item: null })
                .Select(s => pipeline.Steps[s.Ordinal])
                .Where(s => s is { Undoable: true, Final: false });
            Assert.Equal(completed.Select(s => s.Ordinal).Reverse(), opened.Steps);
        }

        private void CheckStarts(ExecutionEvent e)
        {
            foreach (var start in e is StepsStarted started ? started.Steps : [])
            {
                if (start.Ordinal >= pipeline.Steps.Length)
                {
                    continue;
                }

                CheckDependencies(start.Ordinal);
                Assert.False(IsRunning(start.Ordinal), "two live attempts");
                Assert.Equal(State.Steps[start.Ordinal].Attempt + 1, start.Attempt);
            }

            foreach (var wait in e is StepsWaiting waiting ? waiting.Steps : [])
            {
                CheckDependencies(wait.Ordinal);
            }

            foreach (var wait in e is StepsAwaiting awaiting ? awaiting.Steps : [])
            {
                CheckDependencies(wait.Ordinal);
            }
        }

        private void CheckDependencies(int ordinal)
        {
            Assert.All(
                pipeline.Steps[ordinal].DependsOn,
                d => Assert.True(State.Steps[d].Status.IsTerminal(), "began before its dependency")
            );
            Assert.True(
                !pipeline.Steps[ordinal].Final || AllButFinalSteps(s => State.Steps[s].Status.IsTerminal()),
                "a final step began before the others had ended"
            );
        }

        /// <summary>Whoever keeps a table of waits can do so from the events alone, and it is empty at the end.</summary>
        private void CheckWaits(ExecutionEvent e)
        {
            switch (e)
            {
                case StepsWaiting waiting:
                    waits.UnionWith(waiting.Steps.Select(s => s.Ordinal));
                    break;
                case StepsAwaiting awaiting:
                    waits.UnionWith(awaiting.Steps.Select(s => s.Ordinal));
                    break;
                case StepsRetrying retrying:
                    waits.UnionWith(retrying.Steps.Select(s => s.Ordinal));
                    break;
                case StepsStarted started:
                    waits.ExceptWith(started.Steps.Where(s => s.Attempt > 1).Select(s => s.Ordinal));
                    break;
                case StepsFinished finished:
                    Assert.All(finished.Steps, s => Assert.Equal(waits.Remove(s.Ordinal), s.Waited == true));
                    break;
                case ExecutionFinished:
                    Assert.Empty(waits);
                    break;
            }
        }

        private void Track(IEnumerable<ExecutionEffect> effects)
        {
            foreach (var dispatch in effects.OfType<DispatchStep>())
            {
                Assert.True(dispatched.Add((dispatch.Assignment.Attempt.Ordinal, dispatch.Assignment.Attempt.Attempt)));
            }
        }

        /// <summary>What was dispatched and has no result yet is exactly what recovery would issue again.</summary>
        private void CheckOutstanding()
        {
            var live = dispatched
                .Where(d => IsRunning(d.Ordinal) && State.Steps[d.Ordinal].Attempt == d.Attempt)
                .Order()
                .ToList();
            var outstanding = ExecutionEffects
                .Outstanding(State)
                .Select(e =>
                    e switch
                    {
                        DispatchStep d => d.Assignment.Attempt,
                        CancelStep c => c.Attempt,
                        _ => default,
                    }
                )
                .Where(a => a.Attempt > 0)
                .Select(a => (a.Ordinal, a.Attempt))
                .Order();
            Assert.Equal(live, outstanding);
        }

        private void Compare()
        {
            Assert.Equal(reference.Statuses, State.Steps.Take(pipeline.Steps.Length).Select(s => s.Status));
            Assert.Equal(reference.Ended, State.Status.IsTerminal());
            if (reference.Ended)
            {
                Assert.Equal(reference.Outcome, State.Status);
            }
        }

        private static string ActionOf(ModelKind kind) =>
            kind switch
            {
                ModelKind.Delay => ", action: delay, params: {seconds: 20}",
                ModelKind.Await => ", action: wait_for_event, params: {event: go}",
                _ => ", action: log",
            };

        private static ExecutionPlan Compile(ModelPipeline pipeline)
        {
            var yaml = new StringBuilder()
                .AppendLine("name: random")
                .Append("settings: {timeout_seconds: 1000000, fail_fast: ")
                .Append(pipeline.FailFast ? "true" : "false")
                .Append(", max_parallel_steps: ")
                .Append(pipeline.MaxParallel)
                .AppendLine("}")
                .AppendLine("steps:");
            foreach (var step in pipeline.Steps)
            {
                if (step.Final && !pipeline.Steps[step.Ordinal - 1].Final)
                {
                    yaml.AppendLine("finally:");
                }

                yaml.Append("  - {id: s")
                    .Append(step.Ordinal)
                    .Append(ActionOf(step.Kind))
                    .Append(", timeout_seconds: 1000000")
                    .Append(", retry: {backoff_seconds: 10, backoff_multiplier: 1, max_attempts: ")
                    .Append(step.MaxAttempts)
                    .Append('}')
                    .Append(", depends_on: [")
                    .AppendJoin(", ", step.DependsOn.Select(d => "s" + d))
                    .Append(']')
                    .Append(step.ContinueOnFailure ? ", on_failure: continue" : "")
                    .Append(step.Undoable ? ", compensate: {action: log}" : "")
                    .Append(step.Handler ? ", run_when: always" : "")
                    .Append(step.ConditionHolds ? "" : ", condition: \"1 > 2\"")
                    .AppendLine("}");
            }

            return Scenario.Plan(yaml.ToString());
        }
    }
}
