using BudPipeline.Client;
using BudPipeline.Client.Security;
using BudPipeline.Server.Api;
using BudPipeline.Server.Operator;

namespace BudPipeline.Cli.Keys;

/// <summary>Where keys are: behind a server, or in a database.</summary>
internal interface IKeyPlace
{
    Task<CreatedApiKey> CreateAsync(CreateKeyRequest request);

    Task<ApiKeyList> ListAsync();

    Task<ApiKeyDocument> RevokeAsync(string id);
}

/// <summary>The keys of a server.</summary>
internal sealed class ServerKeys(BudPipelineClient client, CancellationToken cancellation) : IKeyPlace
{
    public Task<CreatedApiKey> CreateAsync(CreateKeyRequest request) => client.CreateKeyAsync(request, cancellation);

    public Task<ApiKeyList> ListAsync() => client.ListKeysAsync(cancellation);

    public Task<ApiKeyDocument> RevokeAsync(string id) => client.RevokeKeyAsync(id, cancellation);
}

/// <summary>The keys of a database.</summary>
internal sealed class DatabaseKeys(KeyDesk desk) : IKeyPlace
{
    public Task<CreatedApiKey> CreateAsync(CreateKeyRequest request) => Asked(() => desk.CreateAsync(request));

    public Task<ApiKeyList> ListAsync() => desk.ListAsync();

    public Task<ApiKeyDocument> RevokeAsync(string id) => Asked(() => desk.RevokeAsync(id));

    private static async Task<T> Asked<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ProblemException refused)
        {
            throw VerbFailure.Usage($"{refused.Problem.Detail} ({refused.Problem.Hint})");
        }
    }
}
