namespace BudPipeline.Server.Tests;

/// <summary>Definitions that the specs run.</summary>
internal static class Pipelines
{
    public const string Hello = """
        name: hello
        version: "2.1"
        parameters:
          - {name: who, type: string, default: world}
          - {name: times, type: integer, default: 1}
        outputs:
          greeting: "{{ steps.greet.outputs.text }}"
        steps:
          - id: greet
            action: set_output
            params: {outputs: {text: "hello {{ params.who }}", times: "{{ params.times }}"}}
          - id: say
            action: log
            depends_on: [greet]
            params: {message: "said {{ steps.greet.outputs.text }}", level: warning}
        """;

    public const string Failing = """
        name: failing
        steps:
          - id: before
            action: log
            params: {message: before}
          - id: break
            action: fail
            depends_on: [before]
            params: {message: it broke, error_code: BROKEN}
          - id: after
            action: log
            depends_on: [break]
        """;

    /// <summary>Would wait for an hour and then tidies up, which takes another.</summary>
    public const string Tidying = """
        name: tidying
        steps:
          - {id: hour, action: delay, params: {seconds: 3600}}
        finally:
          - {id: tidy, action: delay, params: {seconds: 3600}}
        """;

    /// <summary>Waits for an hour in its middle.</summary>
    public const string Waiting = """
        name: waiting
        steps:
          - id: first
            action: log
            params: {message: first}
          - id: hour
            action: delay
            depends_on: [first]
            params: {seconds: 3600}
          - id: last
            action: log
            depends_on: [hour]
        """;

    /// <summary>Fails once and then waits for an hour.</summary>
    public const string Retrying = """
        name: retrying
        steps:
          - id: flaky
            action: fail
            params: {message: not yet}
            retry: {max_attempts: 3, backoff_seconds: 3600}
        """;
}
