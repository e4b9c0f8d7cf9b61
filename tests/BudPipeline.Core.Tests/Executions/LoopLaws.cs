using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;
using CsCheck;

namespace BudPipeline.Core.Tests.Executions;

/// <summary>The laws of loops over random items, outcomes and commands.</summary>
public sealed class LoopLaws
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
        Lose,
        Stale,
    }

    private static readonly Gen<(Act Act, int Pick)[]> Commands = Gen.Select(
        Gen.Frequency(
            (40, Gen.Const(Act.Complete)),
            (8, Gen.Const(Act.Fail)),
            (3, Gen.Const(Act.Stopped)),
            (8, Gen.Const(Act.Tick)),
            (3, Gen.Const(Act.Pause)),
            (5, Gen.Const(Act.Resume)),
            (1, Gen.Const(Act.Cancel)),
            (3, Gen.Const(Act.Lose)),
            (5, Gen.Const(Act.Stale))
        ),
        Gen.Int[0, 1000]
    ).Array[0, 60];

    [Fact]
    public void A_loop_keeps_its_laws() =>
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 4], Gen.Bool, Gen.Int[1, 3], Commands)
            .Sample(
                (count, concurrency, continues, attempts, commands) =>
                    new Life(count, concurrency, continues, attempts).Play(commands),
                iter: 800
            );

    /// <summary>One random life of one loop, with a plain count of what should have become of each item beside it.</summary>
    private sealed class Life
    {
        private readonly int count;
        private readonly int concurrency;
        private readonly bool continues;
        private readonly int maxAttempts;
        private readonly List<ExecutionEvent> history = [];
        private readonly HashSet<AttemptKey> dispatched = [];
        private readonly Dictionary<int, int> failures = [];
        private readonly Dictionary<int, Value> told = [];
        private readonly ExecutionState initial;
        private ExecutionState state;
        private DateTimeOffset now = DateTimeOffset.UnixEpoch;
        private bool cancelled;
        private bool hasFailed;

        public Life(int count, int concurrency, bool continues, int maxAttempts)
        {
            (this.count, this.concurrency) = (count, concurrency);
            (this.continues, this.maxAttempts) = (continues, maxAttempts);
            var plan = Scenario.Plan(
                $$$"""
                settings: {timeout_seconds: 1000000}
                steps:
                  - id: l
                    action: for_each
                    retry: {max_attempts: {{{maxAttempts}}}, backoff_seconds: 10, backoff_multiplier: 1}
                    params:
                      items: "{{ range({{{count}}}) }}"
                      max_concurrency: {{{concurrency}}}
                      continue_on_error: {{{(continues ? "true" : "false")}}}
                      step: {action: log, timeout_seconds: 1000000}
                """
            );
            initial = ExecutionState.Initial("exec_1", plan, Scenario.Runner);
            state = initial;
            Do(new StartExecution(Scenario.Header(plan, MapValue.Empty)));
        }

        public void Play((Act Act, int Pick)[] commands)
        {
            foreach (var (act, pick) in commands)
            {
                One(act, pick);
            }

            One(Act.Resume, 0);
            for (var rounds = 0; !state.Status.IsTerminal(); rounds++)
            {
                Assert.True(rounds < 1000, "the loop does not end");
                One(Act.Tick, 0);
                One(Act.Complete, rounds);
            }

            CheckEnd();
            Assert.Equal(Dump(state), Dump(ExecutionEvolution.Evolve(initial, history)));
            Assert.Equal(Dump(state), Dump(history.Aggregate(initial, ExecutionEvolution.Evolve)));
        }

        private void One(Act act, int pick)
        {
            var running = Enumerable.Range(1, state.Steps.Count - 1).Where(IsRunning).ToArray();
            var item = running.Length == 0 ? -1 : running[pick % running.Length];
            var attempt = item < 0 ? 0 : state.Steps[item].Attempt;
            switch (act)
            {
                case Act.Complete when item >= 0:
                    told[item - 1] = MapValue.Of(("n", Value.Of((long)pick)));
                    Do(new CompleteAttempt(item, attempt, ActionOutcome.Completed((MapValue)told[item - 1])));
                    break;
                case Act.Fail when item >= 0:
                    Fail(item, attempt);
                    break;
                case Act.Stopped when item >= 0:
                    Do(new CompleteAttempt(item, attempt, ActionOutcome.Stopped()));
                    break;
                case Act.Stale when item >= 0:
                    Do(new CompleteAttempt(item, attempt - 1, ActionOutcome.Completed(MapValue.Empty)));
                    break;
                case Act.Lose:
                    Do(new RunnersLost([Scenario.Runner]));
                    break;
                case Act.Tick:
                    now = now.AddSeconds(20);
                    Do(new TimerFired());
                    break;
                case Act.Pause:
                    Do(new PauseExecution(null));
                    break;
                case Act.Resume:
                    Do(new ResumeExecution(null));
                    break;
                case Act.Cancel:
                    cancelled |= !state.Status.IsTerminal();
                    Do(new CancelExecution(null, null));
                    break;
            }
        }

        private void Fail(int item, int attempt)
        {
            var isStopping = state.Steps[item].Stopping is not null;
            var used = failures[item] = failures.GetValueOrDefault(item) + 1;
            hasFailed |= !isStopping && used >= maxAttempts && !continues;
            Do(new CompleteAttempt(item, attempt, ActionOutcome.Failed(new StepError("X", "application", "x"))));
        }

        private bool IsRunning(int ordinal) => state.Steps[ordinal].Status == StepStatus.Running;

        private void Do(ExecutionCommand command)
        {
            var together = ExecutionDecider.DecideTogether(state, [command], now);
            foreach (var e in together.Events)
            {
                CheckStarts(e);
                var before = state;
                state = ExecutionEvolution.Evolve(state, e);
                history.Add(e);
                foreach (var dispatch in ExecutionEffects.Since(before, state).OfType<DispatchStep>())
                {
                    Assert.True(dispatched.Add(dispatch.Assignment.Attempt), "dispatched twice");
                }

                Assert.True(state.LiveAttempts <= concurrency, "more items at once than the loop allows");
            }

            Assert.Equal(Dump(together.After), Dump(state));
            var live = ExecutionEffects.Outstanding(state).Count(e => e is DispatchStep or CancelStep);
            Assert.Equal(state.LiveAttempts, live);
        }

        private void CheckStarts(ExecutionEvent e)
        {
            var begun = (state.Steps[0].Flow as LoopState)?.Begun ?? 0;
            foreach (var start in e is StepsStarted started ? started.Steps : [])
            {
                Assert.False(IsRunning(start.Ordinal), "two live attempts");
                Assert.Equal(state.Steps[start.Ordinal].Attempt + 1, start.Attempt);
                Assert.True(start.Ordinal - 1 <= begun, "an item began before the ones in front of it");
                begun = Math.Max(begun, start.Ordinal);
                Assert.False(cancelled || hasFailed, "an item began though the loop is ending");
            }
        }

        private void CheckEnd()
        {
            var outcome =
                cancelled ? ExecutionStatus.Cancelled
                : hasFailed ? ExecutionStatus.Failed
                : ExecutionStatus.Completed;
            Assert.Equal(outcome, state.Status);
            var ends = history.OfType<StepsFinished>().SelectMany(f => f.Steps).Where(s => s.Item == true).ToList();
            Assert.Equal(ends.Count, ends.DistinctBy(s => s.Ordinal).Count());
            if (state.Status != ExecutionStatus.Completed)
            {
                return;
            }

            Assert.Equal(count, ends.Count);
            var results = (ListValue)state.Steps[0].Outputs["results"];
            var errors = (ListValue)state.Steps[0].Outputs["errors"];
            Assert.Equal(count, results.Items.Length);
            Assert.Equal(ends.Count(s => s.Status == StepStatus.Failed), errors.Items.Length);
            foreach (var end in ends)
            {
                var expected = end.Status == StepStatus.Completed ? told[end.Ordinal - 1] : Value.Null;
                Assert.Equal(expected, results.Items[end.Ordinal - 1]);
            }
        }

        private static string Dump(ExecutionState state) =>
            $"{state.Version} {state.Status} {state.Paused} {state.Stopping} {state.FirstFailure} {state.Progress} "
            + $"{state.NextDue} {state.Error} {state.LiveAttempts} {string.Join('\n', state.Steps)}";
    }
}
