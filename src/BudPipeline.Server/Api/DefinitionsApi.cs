using BudPipeline.Client.Definitions;
using BudPipeline.Client.Wire;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BudPipeline.Server.Api;

/// <summary>Checking definitions.</summary>
internal static class DefinitionsApi
{
    public static void MapDefinitions(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/validate", ValidateAsync)
            .WithTags("Definitions")
            .MayBeCalledBy(CallerRole.Viewer)
            .WithSummary("Check a definition; the answer is 200 also when it cannot run")
            .Accepts<ValidateRequest>("application/json")
            .ProducesProblems(400, 413, 415);

    private static async Task<Ok<ValidationReport>> ValidateAsync(HttpContext http, DefinitionIntake definitions)
    {
        var compiled = definitions.Compile(await JsonBody.ReadAsync(http, BudJson.Wire.ValidateRequest));
        return TypedResults.Ok(ValidationReports.Of(compiled));
    }
}
