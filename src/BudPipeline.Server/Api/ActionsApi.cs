using System.Text.Json;
using System.Text.Json.Serialization;
using BudPipeline.Client.Errors;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;
using BudPipeline.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BudPipeline.Server.Api;

/// <summary>The actions that steps may name. Their JSON is camelCase, as the user's clients know it.</summary>
internal static class ActionsApi
{
    public static void MapActions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/actions").WithTags("Actions").MayBeCalledBy(CallerRole.Viewer);
        group.MapGet("/", List).WithSummary("List actions, with their parameters and outputs").Produces<ActionList>();
        group.MapGet("/{type}", Get).WithSummary("Read one action").Produces<ActionDocument>().ProducesProblems(404);
    }

    private static JsonHttpResult<ActionList> List(ActionCatalog catalog)
    {
        var actions = catalog.All.Select(ActionDocument.Of).ToList();
        var categories = actions
            .GroupBy(action => action.Category, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new ActionCategory(group.Key, Icon(group.Key), [.. group]));
        return TypedResults.Json(
            new ActionList(actions, [.. categories], actions.Count),
            ActionJson.Default.ActionList
        );
    }

    private static Results<JsonHttpResult<ActionDocument>, JsonHttpResult<Problem>> Get(
        string type,
        HttpContext http,
        ActionCatalog catalog
    ) =>
        catalog.TryGet(type, out var descriptor)
            ? TypedResults.Json(ActionDocument.Of(descriptor), ActionJson.Default.ActionDocument)
            : (
                Problems.Of(404, "NOT_FOUND", $"there is no action '{type}'") with
                {
                    Param = "type",
                    Hint = "GET /api/v1/actions lists those there are",
                }
            ).ToResult(http);

    private static string Icon(string category) =>
        category switch
        {
            "Control Flow" => "git-branch",
            "Model" => "cpu",
            "Cluster" => "server",
            "Deployment" => "rocket",
            "Integration" => "plug",
            "Simulation" => "beaker",
            _ => "box",
        };
}

internal sealed record ActionList(
    IReadOnlyList<ActionDocument> Actions,
    IReadOnlyList<ActionCategory> Categories,
    int Total
);

internal sealed record ActionCategory(string Name, string Icon, IReadOnlyList<ActionDocument> Actions);

internal sealed record ActionDocument(
    string Type,
    string Name,
    string Category,
    string Description,
    IReadOnlyList<ActionParameterDocument> Params,
    IReadOnlyList<ActionOutput> Outputs,
    string ExecutionMode,
    double? TimeoutSeconds,
    bool Idempotent,
    IReadOnlyList<string> Aliases
)
{
    public static ActionDocument Of(ActionDescriptor action) =>
        new(
            action.Type,
            action.Name,
            action.Category,
            action.Description,
            [.. action.Params.Select(ActionParameterDocument.Of)],
            action.Outputs,
            action.Mode switch
            {
                Core.Actions.ExecutionMode.EventDriven => "event_driven",
                Core.Actions.ExecutionMode.ControlFlow => "control_flow",
                _ => "sync",
            },
            action.Timeout?.TotalSeconds,
            action.Idempotent,
            action.Aliases
        );
}

internal sealed record ActionParameterDocument(
    string Name,
    string Label,
    string Type,
    bool Required,
    JsonElement? Default,
    string? Description,
    IReadOnlyList<string>? Options,
    ParameterValidation? Validation,
    VisibleWhen? VisibleWhen
)
{
    public static ActionParameterDocument Of(ActionParameter parameter) =>
        new(
            parameter.Name,
            parameter.Label,
            parameter.Type,
            parameter.Required,
            Json(parameter.Default),
            parameter.Description,
            parameter.Options.IsDefaultOrEmpty ? null : parameter.Options,
            parameter.Validation,
            parameter.ShowWhen is { } when
                ? new VisibleWhen(when.Param, Json(when.EqualTo), Json(when.NotEqualTo))
                : null
        );

    private static JsonElement? Json(Value? value) => value is null ? null : JsonElement.Parse(ValueJson.ToUtf8(value));
}

internal sealed record VisibleWhen(
    string Param,
    [property: JsonPropertyName("equals")] JsonElement? EqualTo,
    JsonElement? NotEquals
);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(ActionList))]
internal sealed partial class ActionJson : JsonSerializerContext;
