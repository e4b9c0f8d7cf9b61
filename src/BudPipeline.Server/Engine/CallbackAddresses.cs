using BudPipeline.Client.Executions;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Api;

namespace BudPipeline.Server.Engine;

/// <summary>URLs to be told of an end, as requests give them.</summary>
internal static class CallbackAddresses
{
    private const int Longest = 2048;

    public static ExecutionCallbacks? Checked(CallbackUrls? urls) =>
        urls is null or { OnComplete: null, OnFailure: null }
            ? null
            : new ExecutionCallbacks(
                Url(urls.OnComplete, "callbacks.on_complete"),
                Url(urls.OnFailure, "callbacks.on_failure")
            );

    private static string? Url(string? url, string field) =>
        url is null
        || (
            url.Length <= Longest
            && Uri.TryCreate(url, UriKind.Absolute, out var address)
            && address is { Scheme: "http" or "https", UserInfo: "" }
        )
            ? url
            : throw new ProblemException(
                Problems.Validation(
                    $"{field} is no address that can be called",
                    field,
                    $"give an http or https URL of at most {Longest} characters, without a user in it"
                )
            );
}
