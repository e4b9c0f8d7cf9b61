using System.Globalization;
using BudPipeline.Actors.Executions;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Observing;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>Starting executions, reading one, and telling it to cancel, pause or resume.</summary>
internal static class ExecutionsApi
{
    /// <summary>The bytes of a body that has little to say.</summary>
    public const int LargestCommand = 64 << 10;
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(24);

    public static void MapExecutions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/executions").WithTags("Executions");
        group
            .MapPost("/", StartAsync)
            .Audited("execution.start")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Execute a saved pipeline")
            .Accepts<StartPipelineRequest>("application/json")
            .ProducesProblems(400, 404, 408, 409, 413, 415, 429, 503);
        group
            .MapPost("/run", RunAsync)
            .Audited("execution.start")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Run a definition that is not saved as a pipeline")
            .Accepts<StartEphemeralRequest>("application/json")
            .ProducesProblems(400, 408, 409, 413, 415, 429, 503);
        group
            .MapGet("/", ExecutionList.ReadAsync)
            .MayBeCalledBy(CallerRole.Viewer)
            .WithSummary("List executions, the newest first")
            .ProducesProblems(400);
        group
            .MapGet("/{id}", GetAsync)
            .MayBeCalledBy(CallerRole.Viewer)
            .WithSummary("Read one execution with its steps; with 'at', as it was after the event of that number")
            .ProducesProblems(400, 404, 503);
        group
            .MapPost("/{id}/cancel", CancelAsync)
            .Audited("execution.cancel")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Cancel an execution; its commands are stopped before it ends")
            .TakesAtMost(LargestCommand)
            .Accepts<CancelRequest>(isOptional: true, "application/json")
            .ProducesProblems(404, 409, 503);
        group
            .MapDelete("/{id}", DeleteAsync)
            .Audited("execution.delete")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Delete an execution that has ended, with its history")
            .ProducesProblems(404, 409, 503);
        group
            .MapPost("/{id}/retry", RetryAsync)
            .Audited("execution.retry")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary(
                "Start an execution that has ended once more, from its start or from what failed, as a new one"
            )
            .Accepts<RetryRequest>(isOptional: true, "application/json")
            .ProducesProblems(400, 404, 408, 409, 413, 415, 429, 503);
        group
            .MapPost("/{id}/pause", PauseAsync)
            .Audited("execution.pause")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Begin no further step; what runs runs to its end")
            .ProducesProblems(404, 409, 503);
        group
            .MapPost("/{id}/resume", ResumeAsync)
            .Audited("execution.resume")
            .MayBeCalledBy(CallerRole.Author)
            .WithSummary("Begin steps again")
            .ProducesProblems(404, 409, 503);
    }

    private static async Task<Results<Created<ExecutionDocument>, JsonHttpResult<Problem>>> StartAsync(
        HttpContext http,
        ExecutionStarts starts,
        ExecutionReader reader,
        Caller caller,
        TimeProvider time,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey
    )
    {
        var request = await JsonBody.ReadAsync(http, BudJson.Wire.StartPipelineRequest);
        var wait = Wait(request);
        var id = await starts.StartAsync(request, Origin(http, caller, idempotencyKey), http.RequestAborted);
        return await StartedAsync(id, wait, http, reader, time);
    }

    private static async Task<Results<Created<ExecutionDocument>, JsonHttpResult<Problem>>> RunAsync(
        HttpContext http,
        ExecutionStarts starts,
        ExecutionReader reader,
        Caller caller,
        TimeProvider time,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey
    )
    {
        var request = await JsonBody.ReadAsync(http, BudJson.Wire.StartEphemeralRequest);
        var wait = Wait(request);
        var id = await starts.StartAsync(request, Origin(http, caller, idempotencyKey), http.RequestAborted);
        return await StartedAsync(id, wait, http, reader, time);
    }

    private static async Task<Results<Created<ExecutionDocument>, JsonHttpResult<Problem>>> RetryAsync(
        string id,
        HttpContext http,
        ExecutionStarts starts,
        ExecutionReader reader,
        Caller caller,
        TimeProvider time,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey
    )
    {
        var request = await JsonBody.ReadOptionalAsync(http, BudJson.Wire.RetryRequest) ?? new RetryRequest();
        var wait = Wait(request);
        if (await reader.FindAsync(id, caller, http.RequestAborted) is not { } ended)
        {
            return Problems.ExecutionNotFound(id).ToResult(http);
        }

        if (!ended.Status.IsTerminal())
        {
            return Problems.NotEnded(id, ended.Status.Word()).ToResult(http);
        }

        var origin = Origin(http, caller, idempotencyKey);
        var retry = await starts.RetryAsync(ended, request, origin, http.RequestAborted);
        return await StartedAsync(retry, wait, http, reader, time);
    }

    public static StartOrigin Origin(HttpContext http, Caller caller, string? idempotencyKey) =>
        new(caller.Owner, idempotencyKey, RequestTrace.Of(http));

    /// <summary>The execution as it stands after its start, or at its end when asked to wait for that.</summary>
    private static async Task<Results<Created<ExecutionDocument>, JsonHttpResult<Problem>>> StartedAsync(
        string id,
        TimeSpan? wait,
        HttpContext http,
        ExecutionReader reader,
        TimeProvider time
    )
    {
        http.Made(id);
        if (wait is { } span)
        {
            using var patience = new CancellationTokenSource(span, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, patience.Token);
            try
            {
                return Answer(await reader.EndedAsync(id, either.Token));
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                return Problems.WaitRanOut(id, span).ToResult(http);
            }
        }

        return Answer(await reader.StartedAsync(id, http.RequestAborted));

        Results<Created<ExecutionDocument>, JsonHttpResult<Problem>> Answer(ExecutionState? state) =>
            state is null
                ? Problems.ExecutionNotFound(id).ToResult(http)
                : TypedResults.Created(
                    $"/api/v1/executions/{id}",
                    ExecutionDocuments.Of(state, Preference.WithSteps(http))
                );
    }

    private static TimeSpan? Wait(StartOptions request) =>
        request switch
        {
            { Timeout: { } seconds } when !(seconds > 0 && seconds <= LongestWait.TotalSeconds) =>
                throw new ProblemException(
                    Problems.Validation(
                        $"timeout is {seconds.ToString(CultureInfo.InvariantCulture)} seconds",
                        "timeout",
                        $"give more than 0 and at most {LongestWait.TotalSeconds}"
                    )
                ),
            { Wait: true } => TimeSpan.FromSeconds(request.Timeout ?? LongestWait.TotalSeconds),
            _ => null,
        };

    private static async Task<Results<Ok<ExecutionDocument>, JsonHttpResult<Problem>>> GetAsync(
        string id,
        HttpContext http,
        Caller caller,
        ExecutionReader reader,
        [FromQuery(Name = "at")] long? at
    )
    {
        if (at is < 1)
        {
            throw new ProblemException(
                Problems.Validation($"at is {at}", "at", "give the number of an event, from 1 on")
            );
        }

        var state = at is { } sequence
            ? await reader.FindAtAsync(id, sequence, caller, http.RequestAborted)
            : await reader.FindAsync(id, caller, http.RequestAborted);
        return state is not null ? TypedResults.Ok(ExecutionDocuments.Of(state, Preference.WithSteps(http)))
            : at is { } missing && await reader.RowAsync(id, caller) is not null
                ? Problems.EventNotFound(id, missing).ToResult(http)
            : Problems.ExecutionNotFound(id).ToResult(http);
    }

    private static async Task<Results<NoContent, JsonHttpResult<Problem>>> DeleteAsync(
        string id,
        HttpContext http,
        Caller caller,
        ExecutionReader reader,
        ExecutionDeletion deletion
    )
    {
        if (await reader.RowAsync(id, caller) is not { } row)
        {
            return Problems.ExecutionNotFound(id).ToResult(http);
        }

        if (row.CompletedAt is null)
        {
            return Problems.NotEnded(id, row.Status).ToResult(http);
        }

        return await deletion.DeleteAsync(id)
            ? TypedResults.NoContent()
            : Problems.ExecutionNotFound(id).ToResult(http);
    }

    private static async Task<Results<Ok<ExecutionDocument>, JsonHttpResult<Problem>>> CancelAsync(
        string id,
        HttpContext http,
        Caller caller,
        ExecutionReader reader,
        ExecutionAsk ask
    )
    {
        var request = await JsonBody.ReadOptionalAsync(http, BudJson.Wire.CancelRequest);
        return await CommandAsync(
            id,
            new CancelExecution(caller.Actor, request?.Reason, request?.Force ?? false),
            http,
            caller,
            reader,
            ask
        );
    }

    private static Task<Results<Ok<ExecutionDocument>, JsonHttpResult<Problem>>> PauseAsync(
        string id,
        HttpContext http,
        Caller caller,
        ExecutionReader reader,
        ExecutionAsk ask
    ) => CommandAsync(id, new PauseExecution(caller.Actor), http, caller, reader, ask);

    private static Task<Results<Ok<ExecutionDocument>, JsonHttpResult<Problem>>> ResumeAsync(
        string id,
        HttpContext http,
        Caller caller,
        ExecutionReader reader,
        ExecutionAsk ask
    ) => CommandAsync(id, new ResumeExecution(caller.Actor), http, caller, reader, ask);

    /// <summary>Sends a command to an execution that has not ended, and answers with how it stands then.</summary>
    internal static async Task<Results<Ok<ExecutionDocument>, JsonHttpResult<Problem>>> CommandAsync(
        string id,
        ExecutionCommand command,
        HttpContext http,
        Caller caller,
        ExecutionReader reader,
        ExecutionAsk ask
    )
    {
        var row = await reader.RowAsync(id, caller);
        if (row is null)
        {
            return Problems.ExecutionNotFound(id).ToResult(http);
        }

        if (row.CompletedAt is not null)
        {
            return Problems.AlreadyEnded(id, row.Status).ToResult(http);
        }

        return await ask.CommandAsync(id, command, http.RequestAborted) switch
        {
            ExecutionProtocol.ExecutionRejected no => Problems.Conflict(no.Code, no.Message, id).ToResult(http),
            ExecutionProtocol.ExecutionNotFound => Problems.ExecutionNotFound(id).ToResult(http),
            _ => await GetAsync(id, http, caller, reader, at: null),
        };
    }
}
