using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;

namespace BudPipeline.Core.Tests.Executions;

/// <summary>Which failures are repeated, and until when.</summary>
public sealed class RetryClassSpecs
{
    [Theory]
    [InlineData("retry: {max_attempts: 2}", "timeout", true)]
    [InlineData("retry: {max_attempts: 2}", "connection_error", true)]
    [InlineData("retry: {max_attempts: 2}", "http_5xx", true)]
    [InlineData("retry: {max_attempts: 2}", "application", true)]
    [InlineData("retry: {max_attempts: 2}", "business", false)]
    [InlineData("retry: {max_attempts: 2, retry_on: [timeout, http_5xx]}", "timeout", true)]
    [InlineData("retry: {max_attempts: 2, retry_on: [timeout, http_5xx]}", "http_5xx", true)]
    [InlineData("retry: {max_attempts: 2, retry_on: [timeout, http_5xx]}", "application", false)]
    [InlineData("retry: {max_attempts: 2, retry_on: [timeout, http_5xx]}", "connection_error", false)]
    [InlineData("retry: {max_attempts: 2, retry_on: application}", "application", true)]
    [InlineData("retry: {max_attempts: 2}, idempotent: false", "timeout", false)]
    [InlineData("retry: {max_attempts: 2}, idempotent: false", "connection_error", false)]
    [InlineData("retry: {max_attempts: 2}, idempotent: false", "application", true)]
    [InlineData("retry: {max_attempts: 2}, idempotent: false", "http_5xx", true)]
    [InlineData("retry: {max_attempts: 2}, idempotent: true", "timeout", true)]
    public void A_failure_is_repeated_by_its_class(string fields, string type, bool isRepeated)
    {
        var scenario = Scenario.Given($"steps: [{{id: a, action: log, {fields}}}]").Fail("a", type);
        Assert.Equal(isRepeated ? "a=retrying | running" : "a=failed | failed", scenario.Standing);
    }

    [Theory]
    [InlineData("action: http_request, params: {url: http://x}", "retry: {max_attempts: 2}", true)]
    [InlineData("action: http_request, params: {url: http://x}", "on_failure: retry", false)]
    [InlineData("action: http_request, params: {url: http://x}", "on_failure: retry, idempotent: true", true)]
    [InlineData("action: http_request, params: {url: http://x}", "retry: {max_attempts: 2}, idempotent: false", false)]
    [InlineData("action: log", "on_failure: retry", true)]
    public void Of_an_action_that_is_not_idempotent_a_blind_repeat_must_be_asked_for(
        string action,
        string fields,
        bool isRepeated
    )
    {
        var scenario = Scenario.Given($"steps: [{{id: a, {action}, {fields}}}]").Fail("a", StepError.Connection);
        Assert.Equal(isRepeated ? "a=retrying | running" : "a=failed | failed", scenario.Standing);
    }

    [Fact]
    public void A_failure_that_is_not_repeated_because_nobody_knows_what_it_did_says_so()
    {
        var scenario = Scenario
            .Given("steps: [{id: a, action: log, idempotent: false, timeout_seconds: 5, retry: {}}]")
            .After(5)
            .Stopped("a");
        Assert.Equal("a=timeout | failed", scenario.Standing);
        Assert.Contains(
            "whether it did its work is not known",
            scenario.State.Error?.Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void All_attempts_together_end_at_their_total_timeout()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - id: a
                    action: log
                    timeout_seconds: 30
                    total_timeout_seconds: 50
                    retry: {max_attempts: 9, backoff_seconds: 10, backoff_multiplier: 1}
                """
            )
            .After(30)
            .Stopped("a");
        Assert.Equal("a=retrying | running", scenario.Standing);
        scenario.After(10);
        Assert.Equal(scenario.Now.AddSeconds(10), scenario.Step("a").Due);
        scenario.After(10).Stopped("a");
        Assert.Equal("a=timeout | failed", scenario.Standing);
        Assert.Contains("total_timeout_seconds", scenario.State.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_retry_that_would_begin_after_the_total_timeout_is_not_waited_for()
    {
        var scenario = Scenario
            .Given(
                """
                steps:
                  - {id: a, action: log, total_timeout_seconds: 50, retry: {backoff_seconds: 60}}
                """
            )
            .Fail("a");
        Assert.Equal("a=failed | failed", scenario.Standing);
        Assert.Equal("BROKEN", scenario.State.Error?.Code);
    }

    [Fact]
    public void Jitter_spreads_the_waits_of_steps_that_failed_together_within_its_part()
    {
        var steps = string.Join(
            ", ",
            Enumerable
                .Range(0, 40)
                .Select(i => $"{{id: s{i}, action: log, retry: {{backoff_seconds: 100, jitter: 0.5}}}}")
        );
        var scenario = Scenario.Given($"{{settings: {{max_parallel_steps: 40, fail_fast: false}}, steps: [{steps}]}}");
        foreach (var i in Enumerable.Range(0, 40))
        {
            scenario.Fail($"s{i}");
        }

        var waits = scenario.State.Steps.Select(s => (s.Due - scenario.Now)!.Value.TotalSeconds).ToList();
        Assert.All(waits, w => Assert.InRange(w, 50, 100));
        Assert.True(waits.Distinct().Count() > 30, "they are repeated together");
        Assert.True(waits.Max() - waits.Min() > 25, "they are hardly spread");
    }

    [Theory]
    [InlineData("jitter: 1.5", "OUT_OF_RANGE")]
    [InlineData("jitter: -0.1", "OUT_OF_RANGE")]
    [InlineData("jitter: much", "WRONG_TYPE")]
    public void A_jitter_is_a_part(string field, string code)
    {
        var reading = DefinitionReader.Read($"steps: [{{id: a, action: log, retry: {{{field}}}}}]");
        Assert.Equal(code, Assert.Single(reading.Diagnostics).Code);
    }
}
