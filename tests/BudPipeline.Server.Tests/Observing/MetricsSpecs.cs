using System.Net;
using BudPipeline.Client.Executions;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Server.Tests.Observing;

/// <summary>What <c>/metrics</c> tells. Numbers belong to the process, so no other node may come or go meanwhile.</summary>
[Collection(nameof(AloneInItsProcess))]
public sealed class MetricsSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string Counted = """
        name: counted
        steps:
          - {id: counted-well, action: log, params: {message: fine}}
          - {id: counted-badly, action: fail, depends_on: counted-well, params: {message: nope}}
        """;

    [Theory]
    [InlineData("budpipeline_execution_created_total", "initiator=\"metrics-spec\"")]
    [InlineData("budpipeline_execution_completed_total", "status=\"failed\"")]
    [InlineData("budpipeline_execution_duration_seconds_count", "status=\"failed\"")]
    [InlineData("budpipeline_step_duration_seconds_count", "step_name=\"counted-well\"", "status=\"completed\"")]
    [InlineData("budpipeline_step_duration_seconds_count", "step_name=\"counted-badly\"", "status=\"failed\"")]
    [InlineData("budpipeline_active_executions")]
    [InlineData("budpipeline_events_published_total", "event_type=\"execution-finished\"")]
    [InlineData("budpipeline_db_operation_seconds_count", "operation=\"commit\"", "entity=\"journal\"")]
    [InlineData("budpipeline_db_operation_seconds_count", "operation=\"read\"", "entity=\"tables\"")]
    [InlineData(
        "budpipeline_http_request_duration_seconds_count",
        "method=\"POST\"",
        "handler=\"/executions/run\"",
        "status=\"201\""
    )]
    [InlineData("budpipeline_http_requests_inprogress")]
    [InlineData("budpipeline_fallback_active")]
    public async Task A_metric_moves(string name, params string[] labels)
    {
        var before = await ValueAsync(name, labels) ?? 0;
        var body =
            $$"""{"definition_text":{{System.Text.Json.JsonSerializer.Serialize(Counted)}},"wait":true,"initiator":"metrics-spec"}""";
        (await fixture.Node.PostAsync("/executions/run", body)).EnsureSuccessStatusCode();

        await fixture.Node.Client.ListExecutionsAsync(new ExecutionQuery());

        var after = await ValueAsync(name, labels);

        Assert.True(after is not null, $"there is no {name} with {string.Join(' ', labels)}");
        if (labels.Length > 0)
        {
            Assert.True(after > before, $"{name} stays {after}");
        }
    }

    [Fact]
    public async Task Live_executions_are_counted_until_they_end()
    {
        var before = await ValueAsync("budpipeline_active_executions");
        List<ExecutionDocument> started = [];
        for (var i = 0; i < 50; i++)
        {
            started.Add(await fixture.Node.StartAsync(Pipelines.Waiting));
        }

        Assert.Equal(before + 50, await ValueAsync("budpipeline_active_executions"));
        foreach (var execution in started)
        {
            await fixture.Node.Client.CancelAsync(execution.Id);
        }
    }

    [Fact]
    public async Task An_id_stands_in_no_label()
    {
        var started = await fixture.Node.RunAsync(Pipelines.Hello);
        await fixture.Node.Client.GetExecutionAsync(started.Id);
        using var nothing = await fixture.Node.SendAsync(HttpMethod.Get, "/some/path", null);
        var text = await fixture.Node.GetTextAsync("/metrics");
        Assert.DoesNotContain(started.Id, text, StringComparison.Ordinal);
        Assert.Contains("handler=\"/api/v1/executions/{id}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("/some/path", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_one_run_has_no_metrics()
    {
        using var folder = new TestFolder();
        await using var node = await TestNode.OnAsync(folder, NodeKind.Run);
        using var answer = await node.SendAsync(HttpMethod.Get, "/metrics", null);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private async Task<double?> ValueAsync(string name, params string[] labels)
    {
        var rows = (await fixture.Node.GetTextAsync("/metrics"))
            .Split('\n')
            .Where(line =>
                (
                    line.StartsWith($"{name}{{", StringComparison.Ordinal)
                    || line.StartsWith($"{name} ", StringComparison.Ordinal)
                ) && labels.All(label => line.Contains(label, StringComparison.Ordinal))
            )
            .ToList();
        return rows.Count == 0
            ? null
            : rows.Sum(row =>
                double.Parse(
                    row[(row.LastIndexOf('}') + 1)..].Trim().Split(' ')[0],
                    System.Globalization.CultureInfo.InvariantCulture
                )
            );
    }
}

/// <summary>Runs when no other specs run.</summary>
[CollectionDefinition(nameof(AloneInItsProcess), DisableParallelization = true)]
public sealed class AloneInItsProcess;
