using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Text.Json;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;

namespace BudPipeline.Server.Tests.Streaming;

public sealed class EventStreamSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    [Fact]
    public async Task A_stream_tells_everything_in_order_and_ends_with_the_execution()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Hello);
        var items = await ReadAsync($"/api/v1/executions/{started.Id}/events");
        var notices = items.Select(Notice).ToList();
        Assert.Equal(
            [
                "workflow_started",
                "step_started",
                "step_completed",
                "workflow_progress",
                "step_started",
                "step_completed",
                "workflow_progress",
                "workflow_completed",
            ],
            // Lines come as they are flushed: beside the events, in an order of their own.
            items.Select(item => item.EventType).Where(type => type != "log")
        );
        Assert.All(notices.Where(n => n.Type != "log"), n => Assert.Equal(2, n.TotalSteps));
        Assert.Equal(
            notices.Select(n => n.Progress ?? 0).Order(),
            notices.Where(n => n.Type != "log").Select(n => n.Progress ?? 0).Prepend(0)
        );
        Assert.Equal(100, notices[^1].Progress);
        Assert.Equal("hello world", notices[^1].Outputs?.GetProperty("greeting").GetString());
        var line = notices.Single(n => n.Type == "log").Log;
        Assert.Equal(
            ("warning", "say", 1, "said hello world"),
            (line?.Level, line?.StepId, line?.Attempt, line?.Message)
        );
    }

    [Fact]
    public async Task Log_lines_have_no_id_so_that_they_never_disturb_a_resume()
    {
        var done = await fixture.Node.RunAsync(Pipelines.Hello);
        using var answer = await OpenAsync($"/api/v1/executions/{done.Id}/events", null);
        var text = await answer.Content.ReadAsStringAsync();
        var frames = text.Split("\n\n").Where(frame => frame.Contains("event: log", StringComparison.Ordinal));
        Assert.All(frames, frame => Assert.DoesNotContain("id: ", frame, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_resume_after_any_notice_gives_exactly_the_rest()
    {
        var done = await fixture.Node.RunAsync(Pipelines.Failing);
        var path = $"/api/v1/executions/{done.Id}/events?logs=false";
        var all = (await ReadAsync(path)).Select(item => Notice(item).Id).ToList();
        Assert.Equal(all.Count, all.Distinct(StringComparer.Ordinal).Count());
        for (var seen = 0; seen < all.Count; seen++)
        {
            var rest = await ReadAsync(path, all[seen]);
            Assert.Equal(all.Skip(seen + 1), rest.Select(item => Notice(item).Id));
        }
    }

    [Fact]
    public async Task The_place_to_resume_may_stand_in_the_query_too()
    {
        var done = await fixture.Node.RunAsync(Pipelines.Hello);
        var rest = await ReadAsync($"/executions/{done.Id}/events?logs=false&last_event_id=3.0");
        Assert.Equal("3.1", Notice(rest[0]).Id);
    }

    [Fact]
    public async Task A_reader_of_a_live_execution_is_told_what_was_and_what_comes()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Waiting);
        var watch = fixture.Node.Client.WatchAsync(started.Id);
        var before = await watch.UntilAsync(NoticeTypes.StepWaiting);
        Assert.Equal(NoticeTypes.WorkflowStarted, before[0].Type);
        Assert.NotNull(before[^1].Step?.WaitsUntil);

        var reading = fixture.Node.Client.WatchAsync(started.Id, before[^1].Id).AllAsync();
        await fixture.Node.Client.CancelAsync(started.Id);
        var rest = await reading;
        Assert.DoesNotContain(rest, notice => before.Any(old => old.Id == notice.Id && notice.Id is not null));
        Assert.Equal(NoticeTypes.WorkflowCancelled, rest[^1].Type);
        Assert.Contains(rest, notice => notice.Type == NoticeTypes.WorkflowStopping);
    }

    [Fact]
    public async Task Many_readers_of_one_execution_are_told_the_same()
    {
        var started = await fixture.Node.StartAsync(Pipelines.Waiting.Replace("3600", "1", StringComparison.Ordinal));
        var readings = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => fixture.Node.Client.WatchAsync(started.Id).AllAsync())
        );
        var expected = readings[0].Where(n => n.Id is not null).Select(n => n.Id).ToList();
        Assert.All(readings, reading => Assert.Equal(expected, reading.Where(n => n.Id is not null).Select(n => n.Id)));
        Assert.All(readings, reading => Assert.Equal(1, reading.Count(n => n.Log?.Message == "first")));
    }

    [Fact]
    public async Task A_watch_survives_the_restart_of_its_server_without_a_gap_or_a_repeat()
    {
        using var folder = new TestFolder();
        var node = await TestNode.OnAsync(folder);
        var port = node.Url.Port;
        var started = await node.StartAsync(Pipelines.Waiting.Replace("3600", "3", StringComparison.Ordinal));
        List<string> ids = [];
        var reading = Task.Run(async () =>
        {
            using var http = new HttpClient { BaseAddress = node.Url, Timeout = Timeout.InfiniteTimeSpan };
            var client = new BudPipeline.Client.BudPipelineClient(http, TimeProvider.System);
            await foreach (var notice in client.WatchAsync(started.Id))
            {
                if (notice.Id is { } id)
                {
                    ids.Add(id);
                }
            }
        });
        await node.Client.WatchAsync(started.Id).UntilAsync(NoticeTypes.StepWaiting);
        await node.DisposeAsync();

        await using var again = await TestNode.OnAsync(folder, port: port);
        await reading.WaitAsync(TestNode.Patience);
        var all = await again.Client.WatchAsync(started.Id).AllAsync();
        Assert.Equal(all.Where(n => n.Id is not null).Select(n => n.Id), ids);
    }

    [Fact]
    public async Task Without_asking_for_a_stream_the_notices_are_a_list_the_newest_first()
    {
        var done = await fixture.Node.RunAsync(Pipelines.Hello);
        var page = await PageAsync($"/api/v1/executions/{done.Id}/events?limit=2");
        Assert.Equal((8, 2), (page.TotalCount, page.Events.Count));
        Assert.Equal("workflow_completed", page.Events[0].Type);
        var steps = await PageAsync($"/api/v1/executions/{done.Id}/events?event_type=step_completed");
        Assert.Equal(["say", "greet"], steps.Events.Select(n => n.Step?.Id));
    }

    [Fact]
    public async Task An_id_that_is_none_is_refused()
    {
        var done = await fixture.Node.RunAsync(Pipelines.Hello);
        await fixture
            .Node.SendAsync(HttpMethod.Get, $"/executions/{done.Id}/events", null, ("Last-Event-ID", "yesterday"))
            .ProblemAsync(400, "VALIDATION_ERROR");
    }

    private static ExecutionNotice Notice(SseItem<string> item) =>
        JsonSerializer.Deserialize(item.Data, BudJson.Wire.ExecutionNotice)!;

    private async Task<NoticePage> PageAsync(string path) =>
        JsonSerializer.Deserialize(await fixture.Node.GetTextAsync(path), BudJson.Wire.NoticePage)!;

    private async Task<List<SseItem<string>>> ReadAsync(string path, string? lastEventId = null)
    {
        using var answer = await OpenAsync(path, lastEventId);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        List<SseItem<string>> items = [];
        await foreach (var item in SseParser.Create(await answer.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            items.Add(item);
        }

        return items;
    }

    private async Task<HttpResponseMessage> OpenAsync(string path, string? lastEventId)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/event-stream"));
        if (lastEventId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastEventId);
        }

        return await fixture.Node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
