using System.Text.Json;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Executions;
using BudPipeline.Core.Expressions;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace BudPipeline.Server.Api;

/// <summary>Telling an execution what it waits for.</summary>
internal static class SignalsApi
{
    private const int LongestName = 255;

    public static void MapSignals(this IEndpointRouteBuilder routes) =>
        routes
            .MapGroup("/executions")
            .WithTags("Executions")
            .MapPost("/{id}/signals/{name}", SendAsync)
            .MayBeCalledBy(CallerRole.Author)
            .Audited("execution.signal")
            .WithSummary("Send a signal; one that comes before its step waits for it is kept")
            .WithDescription(
                "The body is the signal's payload, any JSON or none. approve and reject decide a step that asks for an "
                    + "approval: {step, by, comment}, each optional."
            )
            .Accepts<JsonElement>(isOptional: true, "application/json")
            .ProducesProblems(400, 404, 409, 413, 415, 503);

    private static async Task<Results<Ok<ExecutionDocument>, JsonHttpResult<Problem>>> SendAsync(
        string id,
        string name,
        HttpContext http,
        Caller caller,
        ExecutionReader reader,
        ExecutionAsk ask,
        IExecutionIds ids,
        [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey
    )
    {
        if (name.Length > LongestName)
        {
            return Problems.Validation($"a signal's name has at most {LongestName} characters", "name").ToResult(http);
        }

        var document = await JsonBody.ReadOptionalAsync(http, BudJson.Wire.JsonDocument);
        var payload = document is null ? Value.Null : ValueJson.Parse(document.RootElement.GetRawText());
        if (ValueJson.ToUtf8(payload).Length > ActionOutcome.MaxOutputBytes)
        {
            return Problems
                .Validation("the payload is larger than 1 MiB", hint: "send where it is kept")
                .ToResult(http);
        }

        // An id in any case: an ask that is repeated because its answer was lost must not count twice.
        var signal = new SendSignal(new Signal(name, payload, idempotencyKey ?? ids.Next()));
        return await ExecutionsApi.CommandAsync(id, signal, http, caller, reader, ask);
    }
}
