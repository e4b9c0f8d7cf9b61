using System.Globalization;
using BudPipeline.Client.Definitions;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Definitions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.WebUtilities;

namespace BudPipeline.Server.Api;

/// <summary>Every error that the edge answers with. Codes are added, never changed.</summary>
internal static class Problems
{
    private const string RetryAfterSeconds = "1";
    public const string ContentType = "application/problem+json";

    public static Problem ExecutionNotFound(string id) =>
        Of(404, "NOT_FOUND", $"there is no execution '{id}'") with
        {
            Param = "id",
            ExecutionId = id,
            Hint = "GET /api/v1/executions lists those there are",
        };

    public static Problem EventNotFound(string id, long sequence) =>
        Of(404, "NOT_FOUND", $"execution '{id}' has no event {sequence} yet") with
        {
            Param = "at",
            ExecutionId = id,
            Hint = "'sequence' of the execution is the number of its latest event",
        };

    public static Problem PipelineNotFound(string id) =>
        Of(404, "NOT_FOUND", $"there is no pipeline '{id}'") with
        {
            Param = "id",
            Hint = "GET /api/v1/pipelines lists those there are",
        };

    public static Problem VersionNotFound(string id, string version) =>
        Of(404, "NOT_FOUND", $"pipeline '{id}' has no version '{version}'") with
        {
            Param = "version",
            Hint = $"GET /api/v1/pipelines/{id}/versions lists those it has",
        };

    public static Problem NotActive(string id, string status) =>
        Conflict(
            "PIPELINE_NOT_ACTIVE",
            $"pipeline '{id}' cannot be executed: it is {status}",
            hint: status == PipelineStatusWords.Archived
                ? "set its status to active"
                : "give it steps, then set its status to active"
        ) with
        {
            Param = "pipeline_id",
        };

    public static Problem NameTaken(string name) =>
        Of(409, "NAME_TAKEN", $"there is a pipeline '{name}' already") with
        {
            Param = "name",
            Hint = "choose another name, or update that one",
        };

    /// <summary>409 where the body named an older revision, 412 where <c>If-Match</c> did.</summary>
    public static Problem NotThatRevision(int status, string id, long revision) =>
        Of(
            status,
            status == StatusCodes.Status412PreconditionFailed ? "PRECONDITION_FAILED" : "REVISION_CONFLICT",
            string.Create(CultureInfo.InvariantCulture, $"pipeline '{id}' has changed: it is at revision {revision}")
        ) with
        {
            Param = status == StatusCodes.Status412PreconditionFailed ? "If-Match" : "revision",
            Hint = "read it again, and repeat the change on what it is now",
        };

    public static Problem Validation(string detail, string? param = null, string? hint = null) =>
        Of(400, "VALIDATION_ERROR", detail) with
        {
            Param = param,
            Hint = hint,
        };

    public static Problem InvalidDefinition(IReadOnlyList<ProblemItem> errors) =>
        Of(400, "INVALID_DEFINITION", Summary("the definition cannot run", errors)) with
        {
            Errors = errors,
            Hint = errors.Count == 1 ? errors[0].Hint : null,
        };

    public static Problem InvalidParams(IReadOnlyList<ProblemItem> errors) =>
        Of(400, "INVALID_PARAMS", Summary("the parameters do not fit the pipeline", errors)) with
        {
            Param = "params",
            Errors = errors,
            Hint = errors.Count == 1 ? errors[0].Hint : null,
        };

    public static Problem Conflict(string code, string detail, string? executionId = null, string? hint = null) =>
        Of(409, code, detail) with
        {
            ExecutionId = executionId,
            Hint = hint,
        };

    public static Problem AlreadyEnded(string id, string status) =>
        Conflict("ALREADY_ENDED", $"execution '{id}' has ended: it is {status}", id, "start it again to run it again");

    public static Problem NotEnded(string id, string status) =>
        Conflict(
            "NOT_ENDED",
            $"execution '{id}' has not ended: it is {status}",
            id,
            $"wait for its end, or POST /api/v1/executions/{id}/cancel first"
        );

    public static Problem WaitRanOut(string id, TimeSpan waited) =>
        Of(
            408,
            "WAIT_TIMEOUT",
            string.Create(CultureInfo.InvariantCulture, $"'{id}' has not ended within {waited.TotalSeconds} s")
        ) with
        {
            ExecutionId = id,
            Hint = $"it goes on; GET /api/v1/executions/{id} shows where it is",
        };

    public static Problem Unavailable(string detail, string? executionId = null) =>
        Of(503, "UNAVAILABLE", detail) with
        {
            ExecutionId = executionId,
            Hint = "try again in a moment; repeating a start is safe with an Idempotency-Key",
        };

    public static Problem TooManyWaiting(int waiting) =>
        Of(429, "TOO_MANY_WAITING", $"the journal is behind: {waiting} writes wait for it") with
        {
            Hint =
                "nothing was started: try again after the seconds in Retry-After; Server:MaxWaitingWrites is the limit",
        };

    public static Problem Of(int status, string code, string detail) =>
        new()
        {
            Type = $"urn:bud:problem:{code.ToLowerInvariant().Replace('_', '-')}",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Code = code,
            Detail = detail,
        };

    public static ProblemItem Item(Diagnostic diagnostic) =>
        new()
        {
            Code = diagnostic.Code,
            Message = diagnostic.Message,
            Path = diagnostic.Path,
            Line = diagnostic.Location?.Line,
            Column = diagnostic.Location?.Column,
            Text = diagnostic.Text,
            Hint = diagnostic.Hint,
        };

    /// <summary>The answer, with this request's correlation id in it.</summary>
    public static JsonHttpResult<Problem> ToResult(this Problem problem, HttpContext http)
    {
        if (problem.Status is 429 or 503)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }

        http.Features.Set(new AnsweredProblem(problem.Code));
        return TypedResults.Json(
            problem with
            {
                CorrelationId = CorrelationId.Of(http),
            },
            BudJson.Wire.Problem,
            ContentType,
            problem.Status
        );
    }

    private static string Summary(string what, IReadOnlyList<ProblemItem> errors) =>
        errors.Count == 1 ? $"{what}: {errors[0].Message}" : $"{what}: {errors.Count} errors, see 'errors'";
}

/// <summary>The code of the problem that a request was answered with.</summary>
internal sealed record AnsweredProblem(string? Code);

/// <summary>A request that cannot be understood, on its way to its problem answer.</summary>
public sealed class ProblemException(Problem problem) : Exception(problem.Detail)
{
    public Problem Problem { get; } = problem;
}
