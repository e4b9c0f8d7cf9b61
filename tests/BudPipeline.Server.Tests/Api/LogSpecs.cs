using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Tests.Api;

public sealed class LogSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string Talkative = """
        name: talkative
        settings: {max_parallel_steps: 1}
        steps:
          - {id: a, action: log, params: {message: one, level: debug}}
          - {id: b, action: log, depends_on: [a], params: {message: two, level: info}}
          - {id: c, action: log, depends_on: [b], params: {message: three, level: warning}}
          - {id: d, action: log, depends_on: [c], params: {message: four, level: error}}
        """;

    [Theory]
    [InlineData("", "one", "two", "three", "four")]
    [InlineData("level=warning", "three", "four")]
    [InlineData("level=ERROR", "four")]
    [InlineData("step_id=b", "two")]
    [InlineData("step=c", "three")]
    [InlineData("tail=2", "three", "four")]
    [InlineData("limit=2", "one", "two")]
    [InlineData("since=1h", "one", "two", "three", "four")]
    [InlineData("since=2001-01-01T00:00:00Z&level=error", "four")]
    [InlineData("since=2999-01-01")]
    public async Task Filters_give_the_matching_lines(string query, params string[] expected)
    {
        var done = await fixture.Node.RunAsync(Talkative);
        var text = await fixture.Node.GetTextAsync($"/api/v1/executions/{done.Id}/logs?{query}");
        var page = System.Text.Json.JsonSerializer.Deserialize(text, BudPipeline.Client.Wire.BudJson.Wire.LogPage);
        Assert.Equal(expected, page?.Logs.Select(line => line.Message));
    }

    [Fact]
    public async Task A_line_says_when_where_and_how_grave()
    {
        var done = await fixture.Node.RunAsync(Talkative);
        var page = await fixture.Node.Client.GetLogsAsync(done.Id, new LogQuery { Step = "c" });
        var line = Assert.Single(page.Logs);
        Assert.Equal(("warning", "c", 1), (line.Level, line.StepId, line.Attempt));
        Assert.InRange(line.Timestamp, done.CreatedAt, done.CompletedAt!.Value.AddMilliseconds(1));
    }

    [Fact]
    public async Task The_lines_after_a_sequence_are_the_rest()
    {
        var done = await fixture.Node.RunAsync(Talkative);
        var all = (await fixture.Node.Client.GetLogsAsync(done.Id, new LogQuery())).Logs;
        var rest = await fixture.Node.Client.GetLogsAsync(done.Id, new LogQuery { After = all[1].Sequence });
        Assert.Equal(all.Skip(2), rest.Logs);
    }

    [Theory]
    [InlineData("level=loud", "level")]
    [InlineData("since=soon", "since")]
    public async Task A_bad_value_is_named(string query, string param)
    {
        var done = await fixture.Node.RunAsync(Talkative);
        var problem = await fixture
            .Node.SendAsync(HttpMethod.Get, $"/executions/{done.Id}/logs?{query}", null)
            .ProblemAsync(400, "VALIDATION_ERROR");
        Assert.Equal(param, problem.Param);
    }
}
