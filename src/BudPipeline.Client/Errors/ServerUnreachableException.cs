namespace BudPipeline.Client.Errors;

/// <summary>Nothing answers at the server's address, or the connection broke before the answer came.</summary>
public sealed class ServerUnreachableException(Uri? server, Exception inner)
    : Exception($"the server at {server} cannot be reached: {inner.Message}", inner)
{
    /// <summary>The server's address.</summary>
    public Uri? Server { get; } = server;
}
