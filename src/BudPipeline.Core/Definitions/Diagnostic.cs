namespace BudPipeline.Core.Definitions;

/// <summary>How grave a diagnostic is.</summary>
public enum Severity
{
    /// <summary>The definition cannot run.</summary>
    Error,

    /// <summary>It runs, but its author should look.</summary>
    Warning,
}

/// <summary>A place in a source text; line and column count from 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column in UTF-16 units.</param>
public readonly record struct SourceLocation(int Line, int Column);

/// <summary>One thing that is wrong or doubtful in a definition.</summary>
/// <param name="Severity">Error or warning.</param>
/// <param name="Code">Stable upper-snake-case code, one of <see cref="DiagnosticCodes"/>.</param>
/// <param name="Message">What is wrong, naming step, field and value.</param>
/// <param name="Path">Dotted path into the definition, such as <c>steps.0.retry.max_attempts</c>; empty for the whole.</param>
/// <param name="Location">Where in the source; null when the definition came without one.</param>
/// <param name="Text">The offending text, as written.</param>
/// <param name="Hint">What to do.</param>
public sealed record Diagnostic(
    Severity Severity,
    string Code,
    string Message,
    string Path,
    SourceLocation? Location,
    string? Text,
    string? Hint
)
{
    /// <summary>One line such as <c>hello.yaml:7:5: error UNKNOWN_DEPENDENCY: … (did you mean 'deploy'?)</c>.</summary>
    public string Format(string file)
    {
        var place = Location is { } at ? $"{file}:{at.Line}:{at.Column}" : file;
        var severity = Severity == Severity.Error ? "error" : "warning";
        return Hint is null
            ? $"{place}: {severity} {Code}: {Message}"
            : $"{place}: {severity} {Code}: {Message} ({Hint})";
    }
}
