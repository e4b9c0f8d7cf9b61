using System.Text;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions.Schema;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Security;
using Scalar.AspNetCore;

namespace BudPipeline.Server.Api;

/// <summary>The OpenAPI document, a reference page made of it, and a page of links.</summary>
internal static class DocsApi
{
    public static void MapDocs(this IEndpointRouteBuilder routes)
    {
        // What there is to call is no secret; what it answers is.
        var group = routes.MapGroup("").MayBeCalledByAnyone();
        group.MapOpenApi("/openapi/{documentName}.json");
        group.MapGet("/openapi.json", () => TypedResults.LocalRedirect("/openapi/v1.json")).ExcludeFromDescription();
        group.MapScalarApiReference("/docs", options => options.WithTitle("BudPipeline")).ExcludeFromDescription();
        group
            .MapGet(
                "/schemas/pipeline.json",
                (DefinitionSchema schema) => TypedResults.Text(schema.Text, "application/schema+json", Encoding.UTF8)
            )
            .WithSummary("The JSON Schema of a pipeline, for editors.")
            .WithTags("Reference");
        group.MapGet("/", () => TypedResults.Content(Home, "text/html; charset=utf-8")).ExcludeFromDescription();
    }

    private static string Home { get; } =
        $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><title>BudPipeline</title>
            <style>body {"{"} font: 16px/1.6 system-ui, sans-serif; margin: 3rem auto; max-width: 40rem; {"}"}</style></head>
            <body>
            <h1>BudPipeline {BudVersion.Text}</h1>
            <ul>
            <li><a href="/api/v1/executions">Executions</a></li>
            <li><a href="/api/v1/actions">Actions</a></li>
            <li><a href="/docs">API reference</a> (<a href="/openapi/v1.json">OpenAPI</a>)</li>
            <li><a href="/schemas/pipeline.json">JSON Schema of a pipeline</a></li>
            <li><a href="/healthz">Alive?</a> <a href="/readyz">Ready?</a></li>
            </ul>
            </body>
            </html>
            """;
}

/// <summary>The schema of this node's pipelines, made when it is first asked for.</summary>
internal sealed class DefinitionSchema(ActionCatalog catalog)
{
    private readonly Lazy<string> text = new(() => PipelineSchema.Of(catalog));

    public string Text => text.Value;
}
