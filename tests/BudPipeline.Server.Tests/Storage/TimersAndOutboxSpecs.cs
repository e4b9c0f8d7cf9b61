using BudPipeline.Core.Executions;
using BudPipeline.Journal;
using static BudPipeline.Server.Tests.Storage.Events;

namespace BudPipeline.Server.Tests.Storage;

public abstract class TimersAndOutboxSpecs(DatabaseDialect dialect) : IAsyncLifetime
{
    private const string Timers = "SELECT execution_id || ':' || ordinal || ':' || due FROM timers ORDER BY 1";
    private const string Outbox = "SELECT kind || ' ' || target FROM outbox ORDER BY id";

    private TestTables tables = null!;

    public async Task InitializeAsync() => tables = await TestTables.OpenAsync(dialect);

    public async Task DisposeAsync() => await tables.DisposeAsync();

    [SkippableFact]
    public async Task A_wait_stands_there_until_its_step_ends()
    {
        await tables.WriteAsync("e", Started(1), Waits(2, 3, 60));
        Assert.Equal([$"e:3:{At(60).ToUnixTimeMilliseconds()}"], await tables.QueryAsync<string>(Timers));
        await tables.WriteAsync("e", EndsWait(60, 3));
        Assert.Empty(await tables.QueryAsync<string>(Timers));
    }

    [SkippableFact]
    public async Task A_wait_for_a_signal_stands_there_only_if_it_gives_up_at_a_moment()
    {
        await tables.WriteAsync("e", Started(1), Awaits(2, 3, 60), Awaits(2, 4, null));
        Assert.Equal([$"e:3:{At(60).ToUnixTimeMilliseconds()}"], await tables.QueryAsync<string>(Timers));
        await tables.WriteAsync("e", EndsWait(60, 3), EndsWait(61, 4));
        Assert.Empty(await tables.QueryAsync<string>(Timers));
    }

    [SkippableFact]
    public async Task A_wait_before_a_first_attempt_leaves_when_it_begins()
    {
        await tables.WriteAsync("e", Started(1), Waits(2, 9, 60));
        await tables.WriteAsync("e", new StepsStarted(At(60), "node", [new StepStart(9, 1, At(360), Waited: true)]));
        Assert.Empty(await tables.QueryAsync<string>(Timers));
    }

    [SkippableFact]
    public async Task A_retry_stands_there_until_the_next_attempt_begins()
    {
        await tables.WriteAsync("e", Started(1), Begins(1, 0), Retries(2, 0, 10));
        await tables.WriteAsync("e", Begins(3, 1));
        Assert.Single(await tables.QueryAsync<string>(Timers));
        await tables.WriteAsync("e", Begins(10, 0, attempt: 2), Retries(11, 0, 30));
        Assert.Equal([$"e:0:{At(30).ToUnixTimeMilliseconds()}"], await tables.QueryAsync<string>(Timers));
        await tables.WriteAsync("e", Begins(30, 0, attempt: 3));
        Assert.Empty(await tables.QueryAsync<string>(Timers));
    }

    [SkippableFact]
    public async Task Waits_that_are_cut_short_take_their_own_timers_away_and_no_others()
    {
        await tables.WriteAsync("e", Started(1), Waits(2, 0, 60), Waits(2, 1, 70));
        await tables.WriteAsync("f", Started(1), Waits(2, 0, 80));
        await tables.WriteAsync(
            "e",
            EndsWait(5, 0, StepStatus.Cancelled),
            EndsWait(5, 1, StepStatus.Cancelled),
            Ends(5, ExecutionStatus.Cancelled)
        );
        Assert.Equal([$"f:0:{At(80).ToUnixTimeMilliseconds()}"], await tables.QueryAsync<string>(Timers));
    }

    [SkippableTheory]
    [InlineData(ExecutionStatus.Completed, "callback http://ok")]
    [InlineData(ExecutionStatus.Failed, "callback http://bad")]
    [InlineData(ExecutionStatus.Cancelled, "callback http://bad")]
    [InlineData(ExecutionStatus.Timeout, "callback http://bad")]
    public async Task An_end_is_noted_for_the_callback_that_fits(ExecutionStatus status, string expected)
    {
        var header = Header with { Callbacks = new ExecutionCallbacks("http://ok", "http://bad") };
        await tables.WriteAsync("e", Started(1, header));
        await tables.WriteAsync("e", Ends(2, status, notifies: true));
        Assert.Equal([expected], await tables.QueryAsync<string>(Outbox));
    }

    [SkippableFact]
    public async Task An_end_is_noted_for_the_parent()
    {
        await tables.WriteAsync(
            "e",
            Started(1, Header with { Parent = new ParentLink("p", 4) }),
            Ends(2, notifies: true)
        );
        Assert.Equal(["parent p.4"], await tables.QueryAsync<string>(Outbox));
    }

    [SkippableFact]
    public async Task Nobody_is_told_who_did_not_ask()
    {
        var header = Header with { Callbacks = new ExecutionCallbacks(null, "http://bad") };
        await tables.WriteAsync("e", Started(1), Ends(2));
        await tables.WriteAsync("f", Started(1, header), Ends(2, notifies: true));
        Assert.Empty(await tables.QueryAsync<string>(Outbox));
    }
}

public sealed class TimersAndOutboxOnSqliteSpecs() : TimersAndOutboxSpecs(DatabaseDialect.Sqlite);

public sealed class TimersAndOutboxOnPostgresSpecs() : TimersAndOutboxSpecs(DatabaseDialect.PostgreSql);
