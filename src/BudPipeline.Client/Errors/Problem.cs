using BudPipeline.Client.Definitions;

namespace BudPipeline.Client.Errors;

/// <summary>The body of every error: problem details of RFC 9457 with our own members.</summary>
public sealed record Problem
{
    /// <summary>A link-shaped name of the kind of problem.</summary>
    public string? Type { get; init; }

    /// <summary>The kind of problem, for people.</summary>
    public string? Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public int? Status { get; init; }

    /// <summary>What is wrong this time, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>Stable upper-snake-case code.</summary>
    public string? Code { get; init; }

    /// <summary>The parameter, header or field that is wrong.</summary>
    public string? Param { get; init; }

    /// <summary>Each thing that is wrong, when there are several.</summary>
    public IReadOnlyList<ProblemItem>? Errors { get; init; }

    /// <summary>The execution it is about.</summary>
    public string? ExecutionId { get; init; }

    /// <summary>Names this request in the server's log; also the header <c>X-Correlation-ID</c>.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>What to do.</summary>
    public string? Hint { get; init; }
}
