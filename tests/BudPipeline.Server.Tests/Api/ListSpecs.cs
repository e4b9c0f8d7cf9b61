using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;

namespace BudPipeline.Server.Tests.Api;

public sealed class ListSpecs : IAsyncLifetime
{
    private TestNode? node;
    private readonly List<string> ids = [];

    private TestNode Node => node ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync()
    {
        node = await TestNode.StartAsync();
        foreach (
            var (definition, tags) in ((string, string[])[])
                [
                    (Pipelines.Hello, ["red", "big"]),
                    (Pipelines.Hello, ["red"]),
                    (Pipelines.Failing, ["blue"]),
                    (Pipelines.Hello, []),
                    (Pipelines.Waiting, ["red", "big"]),
                ]
        )
        {
            var request = TestNode.Request(definition) with { Tags = tags };
            var started = await Node.Client.RunEphemeralAsync(
                definition == Pipelines.Waiting ? request : request with { Wait = true }
            );
            ids.Add(started.Id);
        }

        await Node.Client.WatchAsync(ids[^1]).UntilAsync(NoticeTypes.StepWaiting);
    }

    public async Task DisposeAsync() => await Node.DisposeAsync();

    [Fact]
    public async Task The_newest_comes_first_with_its_summary()
    {
        var page = await Node.Client.ListExecutionsAsync(new ExecutionQuery());
        Assert.Equal(Enumerable.Reverse(ids), page.Executions.Select(e => e.Id));
        Assert.Equal((5, 1, 20), (page.Pagination.TotalCount, page.Pagination.TotalPages, page.Pagination.PageSize));
        Assert.Null(page.Pagination.NextCursor);
        var (waiting, hello, failing) = (page.Executions[0], page.Executions[1], page.Executions[2]);
        Assert.Equal(
            ("running", 1, 3, 33.33),
            (waiting.Status, waiting.CompletedSteps, waiting.TotalSteps, waiting.Progress)
        );
        Assert.Equal(
            ("completed", 2, 2, 100.0),
            (hello.Status, hello.CompletedSteps, hello.TotalSteps, hello.Progress)
        );
        Assert.Equal(("failed", "BROKEN"), (failing.Status, failing.Error?.Code));
        Assert.NotNull(failing.DurationSeconds);
        Assert.Null(waiting.Steps);
    }

    [Theory]
    [InlineData("status=completed", 0, 1, 3)]
    [InlineData("status=COMPLETED,failed", 0, 1, 2, 3)]
    [InlineData("status=succeeded", 0, 1, 3)]
    [InlineData("status=running", 4)]
    [InlineData("status=cancelled")]
    [InlineData("pipeline=failing", 2)]
    [InlineData("tag=red", 0, 1, 4)]
    [InlineData("tag=red&tag=big", 0, 4)]
    [InlineData("tags=red,big", 0, 4)]
    [InlineData("tags=green")]
    [InlineData("created_after=2001-01-01", 0, 1, 2, 3, 4)]
    [InlineData("created_before=2001-01-01")]
    [InlineData("initiator=api", 0, 1, 2, 3, 4)]
    [InlineData("initiator=schedule")]
    [InlineData("pipeline_id=nothing")]
    public async Task Filters_give_the_matching_ones(string query, params int[] expected)
    {
        var page = await PageAsync(query);
        Assert.Equal(expected.Reverse().Select(i => ids[i]), page.Executions.Select(e => e.Id));
        Assert.Equal(expected.Length, page.Pagination.TotalCount);
    }

    [Fact]
    public async Task A_cursor_walks_through_all_without_repeats()
    {
        List<string> seen = [];
        string? cursor = null;
        do
        {
            var page = await Node.Client.ListExecutionsAsync(new ExecutionQuery { Limit = 2, Cursor = cursor });
            seen.AddRange(page.Executions.Select(e => e.Id));
            cursor = page.Pagination.NextCursor;
        } while (cursor is not null);

        Assert.Equal(Enumerable.Reverse(ids), seen);
    }

    [Fact]
    public async Task Pages_are_numbered_from_one()
    {
        var page = await PageAsync("page=2&page_size=2");
        Assert.Equal([ids[2], ids[1]], page.Executions.Select(e => e.Id));
        Assert.Equal((2, 3L, 5L), (page.Pagination.Page, page.Pagination.TotalPages, page.Pagination.TotalCount));
    }

    [Theory]
    [InlineData("status=sleeping", "status")]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=101", "limit")]
    [InlineData("page=0", "page")]
    [InlineData("page_size=0", "page_size")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("created_after=tomorrow", "created_after")]
    public async Task A_bad_value_is_named(string query, string param)
    {
        var problem = await Node.SendAsync(HttpMethod.Get, $"/api/v1/executions?{query}", null)
            .ProblemAsync(400, "VALIDATION_ERROR");
        Assert.Equal(param, problem.Param);
    }

    [Fact]
    public async Task A_number_that_is_none_is_a_bad_request() =>
        await Node.SendAsync(HttpMethod.Get, "/api/v1/executions?limit=few", null).ProblemAsync(400, "BAD_REQUEST");

    private async Task<ExecutionPage> PageAsync(string query)
    {
        using var answer = await Node.SendAsync(HttpMethod.Get, $"/executions?{query}", null);
        answer.EnsureSuccessStatusCode();
        return System.Text.Json.JsonSerializer.Deserialize(
            await answer.Content.ReadAsStringAsync(),
            BudPipeline.Client.Wire.BudJson.Wire.ExecutionPage
        )!;
    }
}
