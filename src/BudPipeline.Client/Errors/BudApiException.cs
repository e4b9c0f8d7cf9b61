using System.Net;
using BudPipeline.Client.Definitions;

namespace BudPipeline.Client.Errors;

/// <summary>An answer of the server that is an error. Its message is for people and names the remedy.</summary>
public class BudApiException : Exception
{
    /// <summary>An error with the problem that the server described.</summary>
    public BudApiException(HttpStatusCode statusCode, Problem problem)
        : base(MessageOf(statusCode, problem))
    {
        StatusCode = statusCode;
        Problem = problem;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>All that the server said.</summary>
    public Problem Problem { get; }

    /// <summary>Stable upper-snake-case code.</summary>
    public string Code => Problem.Code ?? "UNKNOWN";

#pragma warning disable CA1721 // The user's SDK calls it type.
    /// <summary>A link-shaped name of the kind of problem.</summary>
    public string? Type => Problem.Type;
#pragma warning restore CA1721

    /// <summary>Names the request in the server's log.</summary>
    public string? RequestId => Problem.CorrelationId;

    /// <summary>The parameter, header or field that is wrong.</summary>
    public string? Param => Problem.Param;

    /// <summary>Each thing that is wrong, when there are several.</summary>
    public IReadOnlyList<ProblemItem> Errors => Problem.Errors ?? [];

    /// <summary>The exception that fits an answer.</summary>
    internal static BudApiException For(HttpStatusCode status, Problem problem, TimeSpan? retryAfter) =>
        status switch
        {
            HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity => new ValidationException(status, problem),
            HttpStatusCode.Unauthorized => new AuthenticationException(status, problem),
            HttpStatusCode.Forbidden => new PermissionException(status, problem),
            HttpStatusCode.NotFound => new NotFoundException(status, problem),
            HttpStatusCode.RequestTimeout => new ExecutionTimeoutException(status, problem),
            HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => new ConflictException(status, problem),
            HttpStatusCode.TooManyRequests => new RateLimitException(status, problem, retryAfter),
            >= HttpStatusCode.InternalServerError => new ServerException(status, problem),
            _ => new BudApiException(status, problem),
        };

    private static string MessageOf(HttpStatusCode status, Problem problem)
    {
        var detail = problem.Detail ?? problem.Title ?? $"the server answered {(int)status}";
        return problem.Hint is null ? detail : $"{detail} ({problem.Hint})";
    }
}

/// <summary>400 and 422: the request or the definition in it is wrong; <see cref="BudApiException.Errors"/> says where.</summary>
public sealed class ValidationException(HttpStatusCode statusCode, Problem problem)
    : BudApiException(statusCode, problem);

/// <summary>401: the server does not know who asks.</summary>
public sealed class AuthenticationException(HttpStatusCode statusCode, Problem problem)
    : BudApiException(statusCode, problem);

/// <summary>403: whoever asks may not.</summary>
public sealed class PermissionException(HttpStatusCode statusCode, Problem problem)
    : BudApiException(statusCode, problem);

/// <summary>404: there is no such thing, or it is not visible.</summary>
public sealed class NotFoundException(HttpStatusCode statusCode, Problem problem)
    : BudApiException(statusCode, problem);

/// <summary>408: the wait ran out; the execution goes on.</summary>
public sealed class ExecutionTimeoutException(HttpStatusCode statusCode, Problem problem)
    : BudApiException(statusCode, problem)
{
    /// <summary>The execution that goes on.</summary>
    public string? ExecutionId => Problem.ExecutionId;
}

/// <summary>409 and 412: it is not as it was thought to be, or the key or name belongs to another.</summary>
public sealed class ConflictException(HttpStatusCode statusCode, Problem problem)
    : BudApiException(statusCode, problem);

/// <summary>429: too many requests.</summary>
public sealed class RateLimitException(HttpStatusCode statusCode, Problem problem, TimeSpan? retryAfter)
    : BudApiException(statusCode, problem)
{
    /// <summary>How long to wait before the next request; null when the server did not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}

/// <summary>500 and above: the server has a fault or is not ready.</summary>
public sealed class ServerException(HttpStatusCode statusCode, Problem problem) : BudApiException(statusCode, problem);
