using BudPipeline.Client.Executions;
using BudPipeline.Journal;
using BudPipeline.Server.Hosting;
using Dapper;
using Microsoft.Extensions.DependencyInjection;

namespace BudPipeline.Server.Tests.Api;

/// <summary>What waits for the journal waits in memory, so there is an end to it.</summary>
public sealed class PressureSpecs
{
    private const int Most = 3;
    private const int Starts = 40;

    [Fact]
    public async Task Too_many_starts_at_once_are_sent_away_for_a_moment_and_the_others_run()
    {
        await using var node = await TestNode.StartAsync(services =>
            services.AddSingleton(new ServerOptions { MaxWaitingWrites = Most })
        );
        await node.RunAsync(Pipelines.Hello);
        var hold = await HoldAsync(node.Get<JournalDatabase>());
        var starts = Enumerable.Range(0, Starts).Select(_ => StartAsync(node)).ToList();
        using var refused = await await Task.WhenAny(starts).WaitAsync(TestNode.Patience);
        Assert.Equal("1", refused.Headers.RetryAfter?.ToString());
        await Task.FromResult(refused).ProblemAsync(429, "TOO_MANY_WAITING");

        hold.SetResult();
        var answers = await Task.WhenAll(starts).WaitAsync(TestNode.Patience);
        var accepted = answers.Count(answer => (int)answer.StatusCode == 201);
        Assert.Equal(Starts, accepted + answers.Count(answer => (int)answer.StatusCode == 429));
        Assert.InRange(accepted, 1, Starts - 1);
        await EventuallyAsync(async () => await CompletedAsync(node) == accepted + 1);
    }

    private static Task<HttpResponseMessage> StartAsync(TestNode node) =>
        node.PostAsync(
            "/api/v1/executions/run",
            System.Text.Json.JsonSerializer.Serialize(
                TestNode.Request(Pipelines.Hello),
                BudPipeline.Client.Wire.BudJson.Wire.StartEphemeralRequest
            )
        );

    private static async Task<long> CompletedAsync(TestNode node) =>
        (await node.Client.ListExecutionsAsync(new ExecutionQuery { Status = "completed" })).Pagination.TotalCount;

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Nothing is committed until the answer is completed.</summary>
    private static async Task<TaskCompletionSource> HoldAsync(JournalDatabase database)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = Task.Run(() =>
            database.WriteAsync(
                async (connection, transaction) =>
                {
                    if (database.Dialect == DatabaseDialect.PostgreSql)
                    {
                        await connection.ExecuteAsync("LOCK TABLE journal IN EXCLUSIVE MODE", transaction: transaction);
                    }

                    held.SetResult();
                    await release.Task;
                    return true;
                }
            )
        );
        await held.Task;
        return release;
    }
}
