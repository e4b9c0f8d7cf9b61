using System.Text.Json;

namespace BudPipeline.Cli.Tests.Processes;

/// <summary>Every file in config/examples, run as a user runs it.</summary>
public sealed class ExampleSpecs : IDisposable
{
    private readonly TestFolder folder = new();

    public static TheoryData<string> Examples() =>
        [.. Directory.EnumerateFiles(ExampleFolder, "*.yaml").Select(file => Path.GetFileName(file)).Order()];

    private static string ExampleFolder => Path.Combine(BudProcess.RepositoryRoot, "config", "examples");

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_example_says_at_its_top_what_it_shows(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(ExampleFolder, file));

        Assert.StartsWith("# ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains($"bud run config/examples/{file}", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Every_example_is_valid_without_a_warning(string file)
    {
        await using var bud = await BudProcess.RunAsync(folder, "validate", $"config/examples/{file}");

        Assert.Equal(0, await bud.ExitCodeAsync());
        Assert.DoesNotContain("warning", bud.Output + bud.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hello_greets_the_world()
    {
        var end = await RunAsync(ExitCodes.Completed, "hello");

        Assert.Equal("completed", end.GetProperty("status").GetString());
        Assert.Equal("Hello, world!", end.GetProperty("outputs").GetProperty("greeting").GetString());
        Assert.Equal(100, end.GetProperty("progress").GetDouble());
    }

    [Fact]
    public async Task Hello_greets_whom_a_parameter_names()
    {
        var end = await RunAsync(ExitCodes.Completed, "hello", "-p", "name=Ada");

        Assert.Equal("Hello, Ada!", end.GetProperty("outputs").GetProperty("greeting").GetString());
    }

    [Fact]
    public async Task Parallel_runs_its_three_branches_at_once()
    {
        var end = await RunAsync(ExitCodes.Completed, "parallel");

        var branches = new[] { "left", "middle", "right" }.Select(id => Step(end, id)).ToArray();
        var lastStart = branches.Max(b => b.GetProperty("started_at").GetDateTimeOffset());
        var firstEnd = branches.Min(b => b.GetProperty("completed_at").GetDateTimeOffset());
        Assert.True(lastStart < firstEnd, "the branches do not overlap");
        Assert.Equal(3, end.GetProperty("outputs").GetProperty("joined").GetInt32());
    }

    [Fact]
    public async Task Retry_works_at_the_third_attempt()
    {
        var end = await RunAsync(ExitCodes.Completed, "retry");

        Assert.Equal(3, Step(end, "unreliable").GetProperty("attempt").GetInt32());
        Assert.Equal(3, end.GetProperty("outputs").GetProperty("attempts").GetInt32());
    }

    [Theory]
    [InlineData("250", "large", "reviewed", "accept")]
    [InlineData("20", "small", "accepted", "review")]
    public async Task Branches_takes_one_way_and_skips_the_other(
        string amount,
        string branch,
        string decision,
        string skipped
    )
    {
        var end = await RunAsync(ExitCodes.Completed, "branches", "-p", $"amount={amount}");

        Assert.Equal(branch, end.GetProperty("outputs").GetProperty("branch").GetString());
        Assert.Equal(decision, end.GetProperty("outputs").GetProperty("decision").GetString());
        Assert.Equal("skipped", StatusOf(end, skipped));
        Assert.Equal("skipped", StatusOf(end, "wrap"));
        Assert.Equal("completed", StatusOf(end, "ship"));
    }

    [Fact]
    public async Task Failure_handler_cleans_up_and_the_run_stays_failed()
    {
        var end = await RunAsync(ExitCodes.Failed, "failure-handler");

        Assert.Equal("failed", end.GetProperty("status").GetString());
        Assert.Equal("load", end.GetProperty("error").GetProperty("step").GetString());
        Assert.Equal("failed", StatusOf(end, "load"));
        Assert.Equal("skipped", StatusOf(end, "publish"));
        Assert.Equal("completed", StatusOf(end, "clean_up"));
    }

    [Fact]
    public async Task Resume_after_kill_completes_when_nobody_kills_it()
    {
        var end = await RunAsync(ExitCodes.Completed, "resume-after-kill", "-p", "seconds=1");

        Assert.True(end.GetProperty("outputs").GetProperty("survived").GetBoolean());
    }

    [Fact]
    public async Task Deploy_model_repeats_the_health_check_and_deploys()
    {
        var end = await RunAsync(ExitCodes.Completed, "deploy-model");

        Assert.Equal(2, Step(end, "health_check").GetProperty("attempt").GetInt32());
        Assert.Equal("skipped", StatusOf(end, "notify_failure"));
        Assert.Equal(
            "https://models.example/llama-3-8b",
            end.GetProperty("outputs").GetProperty("endpoint").GetString()
        );
    }

    [Fact]
    public async Task Deploy_model_tells_somebody_when_the_deployment_fails()
    {
        var end = await RunAsync(ExitCodes.Failed, "deploy-model", "-p", "capacity=0");

        Assert.Equal("failed", StatusOf(end, "deploy"));
        Assert.Equal("skipped", StatusOf(end, "announce"));
        Assert.Equal("completed", StatusOf(end, "notify_failure"));
    }

    [Fact]
    public async Task Phases_run_group_after_group_and_report_at_the_end()
    {
        var end = await RunAsync(ExitCodes.Completed, "phases");

        var compiled = Step(end, "compile").GetProperty("started_at").GetDateTimeOffset();
        Assert.All(
            new[] { "lint", "unit_tests" },
            id => Assert.True(Step(end, id).GetProperty("completed_at").GetDateTimeOffset() <= compiled)
        );
        Assert.Equal("the build completed", end.GetProperty("outputs").GetProperty("report").GetString());
    }

    [Fact]
    public async Task Phases_publish_nothing_after_a_failed_test_and_still_report()
    {
        var end = await RunAsync(ExitCodes.Failed, "phases", "-p", "tests=broken");

        Assert.Equal("skipped", StatusOf(end, "compile"));
        Assert.Equal("skipped", StatusOf(end, "publish"));
        Assert.Equal("completed", StatusOf(end, "report"));
        Assert.Equal("the build failed", Step(end, "report").GetProperty("outputs").GetProperty("text").GetString());
        Assert.Equal("unit_tests", end.GetProperty("error").GetProperty("step").GetString());
    }

    [Theory]
    [InlineData("approve", ExitCodes.Completed, "completed", "completed")]
    [InlineData("reject", ExitCodes.Failed, "failed", "skipped")]
    public async Task Approval_waits_until_somebody_decides(string verb, int exitCode, string asked, string published)
    {
        await using var run = BudProcess.Start(folder, "run", "config/examples/approval.yaml");
        var id = (await run.WaitForAsync(" started exec_")).Split(' ')[^1].Trim();
        await run.WaitForAsync("Publish app-2.4.0?");

        await using var decision = await BudProcess.RunAsync(
            folder,
            "executions",
            verb,
            id,
            "--by",
            "ada",
            "--comment",
            "so be it"
        );

        Assert.True(await decision.ExitCodeAsync() == 0, decision.Error);
        Assert.Equal(exitCode, await run.ExitCodeAsync());
        Assert.Contains($"ask {asked}", run.Output, StringComparison.Ordinal);
        Assert.Contains($"publish {published}", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            verb == "approve" ? "approved_by = ada" : "by ada: so be it",
            run.Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Map_reduce_counts_each_text_and_adds_up()
    {
        var end = await RunAsync(ExitCodes.Completed, "map-reduce");

        Assert.Equal(
            "[4,2,3]",
            end.GetProperty("outputs").GetProperty("counts").GetRawText().Replace(" ", "").ReplaceLineEndings("")
        );
        Assert.Equal(9, end.GetProperty("outputs").GetProperty("words").GetInt32());
        Assert.Equal(4, end.GetProperty("outputs").GetProperty("most").GetInt32());
        Assert.Equal(3, Step(end, "count").GetProperty("outputs").GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("3", "ready", 3, false, "completed")]
    [InlineData("9", "pending", 5, true, "skipped")]
    public async Task Poll_until_asks_until_it_is_ready_or_gives_up(
        string readyAfter,
        string status,
        int questions,
        bool gaveUp,
        string used
    )
    {
        var end = await RunAsync(ExitCodes.Completed, "poll-until", "-p", $"ready_after={readyAfter}");

        var outputs = end.GetProperty("outputs");
        Assert.Equal(status, outputs.GetProperty("status").GetString());
        Assert.Equal(questions, outputs.GetProperty("questions").GetInt32());
        Assert.Equal(gaveUp, outputs.GetProperty("gave_up").GetBoolean());
        Assert.Equal(used, StatusOf(end, "use"));
    }

    [Fact]
    public async Task Book_trip_books_and_pays()
    {
        var end = await RunAsync(ExitCodes.Completed, "book-trip");

        Assert.Equal("F-17", end.GetProperty("outputs").GetProperty("flight").GetString());
        Assert.False(Step(end, "flight").TryGetProperty("compensation", out _));
    }

    [Fact]
    public async Task Book_trip_undoes_its_bookings_when_the_card_is_declined()
    {
        var end = await RunAsync(ExitCodes.Failed, "book-trip", "-p", "card=declined");

        var (flight, hotel) = (
            Step(end, "flight").GetProperty("compensation"),
            Step(end, "hotel").GetProperty("compensation")
        );
        Assert.Equal("completed", flight.GetProperty("status").GetString());
        Assert.Equal("completed", hotel.GetProperty("status").GetString());
        Assert.True(
            hotel.GetProperty("completed_at").GetDateTimeOffset()
                <= flight.GetProperty("started_at").GetDateTimeOffset()
        );
        Assert.Equal("pay", end.GetProperty("error").GetProperty("step").GetString());
    }

    [Fact]
    public async Task Sales_report_has_the_totals_of_an_independent_count()
    {
        var end = await RunAsync(ExitCodes.Completed, "sales-report", "-p", $"report_dir={folder.Path}/reports");

        var lines = await File.ReadAllLinesAsync(Path.Combine(ExampleFolder, "sales.csv"));
        var sales = lines
            .Skip(1)
            .Select(line => line.Split(','))
            .Select(row => new Sale(row[1], int.Parse(row[3]), (long)(decimal.Parse(row[4]) * 100)))
            .ToArray();
        var outputs = end.GetProperty("outputs");
        foreach (var region in sales.GroupBy(s => s.Region))
        {
            Assert.Equal(region.Sum(s => s.Cents), outputs.GetProperty($"{region.Key}_cents").GetInt64());
        }

        Assert.Equal(sales.Sum(s => s.Cents), outputs.GetProperty("total_cents").GetInt64());
        Assert.Equal(sales.Sum(s => s.Units), outputs.GetProperty("units").GetInt64());
        Assert.Equal(sales.Length, outputs.GetProperty("rows").GetInt64());
        var report = await File.ReadAllTextAsync(outputs.GetProperty("report").GetString()!);
        Assert.Contains($"{sales.Sum(s => s.Cents) / 100m:0.00}", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sales_report_refuses_an_input_with_a_negative_count()
    {
        var input = folder.Write("bad.csv", "date,region,product,units,unit_price\n2026-01-01,north,desk,-3,10.00\n");

        await using var bud = await BudProcess.RunAsync(
            folder,
            "run",
            "config/examples/sales-report.yaml",
            "-p",
            $"input={input}"
        );

        Assert.Equal(ExitCodes.Failed, await bud.ExitCodeAsync());
        Assert.Contains("bad.csv:2: units are no whole number", bud.Output, StringComparison.Ordinal);
    }

    public void Dispose() => folder.Dispose();

    private async Task<JsonElement> RunAsync(int exitCode, string example, params string[] arguments)
    {
        await using var bud = await BudProcess.RunAsync(
            folder,
            ["run", $"config/examples/{example}.yaml", "-o", "json", .. arguments]
        );
        Assert.True(exitCode == await bud.ExitCodeAsync(), bud.Output + bud.Error);
        return bud.Json();
    }

    private static JsonElement Step(JsonElement execution, string id) => execution.GetProperty("steps").GetProperty(id);

    private static string? StatusOf(JsonElement execution, string id) =>
        Step(execution, id).GetProperty("status").GetString();

    private sealed record Sale(string Region, int Units, long UnitCents)
    {
        public long Cents => Units * UnitCents;
    }
}
