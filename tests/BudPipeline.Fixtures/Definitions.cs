namespace BudPipeline.Fixtures;

/// <summary>The pipelines that are recorded.</summary>
internal static class Definitions
{
    /// <summary>Values of every kind, a branch, a condition that is false, and log lines.</summary>
    public const string Values = """
        name: values
        version: "2.1"
        parameters:
          - {name: who, type: string, default: world}
          - {name: times, type: integer, default: 3}
        outputs:
          greeting: "{{ steps.give.outputs.text }}"
          fraction: "{{ steps.give.outputs.fraction }}"
        steps:
          - id: give
            action: set_output
            params:
              outputs:
                text: "größer & <{{ params.who }}>"
                integer: "{{ params.times }}"
                fraction: 0.25
                yes: true
                nothing: null
                list: [1, {inner: x}]
          - id: decide
            action: conditional
            depends_on: [give]
            params: {condition: "{{ params.times > 2 }}", on_true: many, on_false: few}
          - {id: many, action: log, depends_on: [decide], params: {message: "many {{ params.times }}"}}
          - {id: few, action: log, depends_on: [decide], params: {message: few}}
          - {id: never, action: log, depends_on: [give], condition: "false", params: {message: never}}
          - {id: command, action: shell, depends_on: [give], params: {command: "echo one; echo two >&2"}}
          - {id: rescue, action: log, run_when: on_failure, depends_on: [give], params: {message: never}}
        """;

    /// <summary>Fails at every attempt; what follows does not run, the handler does.</summary>
    public const string Failing = """
        name: failing
        steps:
          - id: load
            action: fail
            retry: {max_attempts: 2, backoff_seconds: 1}
            params: {message: it broke, error_code: BROKEN}
          - {id: publish, action: log, depends_on: [load], params: {message: never}}
          - id: clean_up
            action: log
            condition: steps.load.status == 'failed'
            params: {level: warning, message: "cleaned up after {{ steps.load.error }}"}
        """;

    /// <summary>A failure that stops what runs beside it.</summary>
    public const string FailFast = """
        name: fail-fast
        settings: {fail_fast: true}
        steps:
          - {id: long, action: shell, params: {command: "sleep 600"}}
          - {id: short, action: shell, params: {command: "sleep 0.3; exit 3"}}
          - {id: after, action: log, depends_on: [long], params: {message: never}}
        """;

    /// <summary>A command that takes until it is stopped.</summary>
    public const string Endless = """
        name: endless
        steps:
          - {id: long, action: shell, params: {command: "sleep 600"}}
          - {id: after, action: log, depends_on: [long], params: {message: never}}
        """;

    /// <summary>A step that takes too long.</summary>
    public const string SlowStep = """
        name: slow-step
        steps:
          - {id: long, action: shell, timeout_seconds: 1, params: {command: "sleep 600"}}
        """;

    /// <summary>An execution that takes too long.</summary>
    public const string SlowWhole = """
        name: slow-whole
        settings: {timeout_seconds: 1}
        steps:
          - {id: long, action: shell, params: {command: "sleep 600"}}
          - {id: after, action: log, depends_on: [long], params: {message: never}}
        """;

    /// <summary>Long enough to tell a progress.</summary>
    public const string Progressing = """
        name: progressing
        steps:
          - {id: work, action: shell, params: {command: "sleep 2; echo done"}}
        """;

    /// <summary>Its first attempt never ends, the second one does at once.</summary>
    public const string Lost = """
        name: lost
        steps:
          - {id: before, action: log, params: {message: before}}
          - id: work
            action: shell
            depends_on: [before]
            params: {command: "[ $BUD_ATTEMPT -gt 1 ] || sleep 600; echo attempt $BUD_ATTEMPT"}
          - {id: after, action: log, depends_on: [work], params: {message: after}}
        """;

    /// <summary>May not run twice.</summary>
    public const string LostForGood = """
        name: lost-for-good
        steps:
          - {id: work, action: shell, idempotent: false, params: {command: "sleep 600"}}
        """;

    /// <summary>Waits in its middle.</summary>
    public static string Waiting(int seconds) =>
        $$"""
            name: waiting
            steps:
              - {id: first, action: log, params: {message: first} }
              - {id: wait, action: delay, depends_on: [first], params: {seconds: {{seconds}}} }
              - {id: last, action: set_output, depends_on: [wait], params: {outputs: {survived: true} } }
            outputs: {survived: "{{"{{"}} steps.last.outputs.survived {{"}}"}}"}
            """;

    /// <summary>Fails once and waits for its second attempt, which completes.</summary>
    public const string Retrying = """
        name: retrying
        steps:
          - id: flaky
            action: shell
            retry: {max_attempts: 3, backoff_seconds: 40}
            params: {command: "[ $BUD_ATTEMPT -gt 1 ]"}
          - {id: after, action: log, depends_on: [flaky], params: {message: after}}
        """;
}
