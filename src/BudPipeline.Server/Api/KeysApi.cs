using BudPipeline.Client.Security;
using BudPipeline.Client.Wire;
using BudPipeline.Server.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BudPipeline.Server.Api;

/// <summary>The keys that let callers in.</summary>
internal static class KeysApi
{
    private const int LargestBody = 64 << 10;

    public static void MapKeys(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/keys").WithTags("Keys").MayBeCalledBy(CallerRole.Admin);
        group
            .MapPost("/", CreateAsync)
            .Audited("key.create")
            .WithSummary("Make a key; the answer is the only one that shows it. The first key shuts the door")
            .TakesAtMost(LargestBody)
            .Accepts<CreateKeyRequest>("application/json")
            .ProducesProblems(400, 413, 415, 503);
        group.MapGet("/", ListAsync).WithSummary("List keys, without what is secret of them");
        group
            .MapDelete("/{id}", RevokeAsync)
            .Audited("key.revoke")
            .WithSummary("Revoke a key; it lets nobody in from now on")
            .ProducesProblems(404, 503);
    }

    private static async Task<Created<CreatedApiKey>> CreateAsync(
        HttpContext http,
        ApiKeys keys,
        KeyRing ring,
        Caller caller
    )
    {
        var request = await JsonBody.ReadAsync(http, BudJson.Wire.CreateKeyRequest);
        var created = await keys.CreateAsync(request, caller.Actor);
        http.Made(created.Details.Id);
        await ring.ChangedAsync();
        return TypedResults.Created($"/api/v1/keys/{created.Details.Id}", created);
    }

    private static async Task<Ok<ApiKeyList>> ListAsync(ApiKeys keys) => TypedResults.Ok(await keys.ListAsync());

    private static async Task<Ok<ApiKeyDocument>> RevokeAsync(string id, ApiKeys keys, KeyRing ring)
    {
        var revoked = await keys.RevokeAsync(id);
        await ring.ChangedAsync();
        return TypedResults.Ok(revoked);
    }
}
