using System.Net;
using System.Net.Http.Json;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Wire;

namespace BudPipeline.Server.Tests;

/// <summary>What specs expect of answers.</summary>
internal static class Answers
{
    /// <summary>The problem of an answer, whose status and code are these.</summary>
    public static async Task<Problem> ProblemAsync(this Task<HttpResponseMessage> sent, int status, string code)
    {
        using var answer = await sent;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode} instead of {status}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync(BudJson.Wire.Problem);
        Assert.NotNull(problem);
        Assert.Equal(code, problem.Code);
        Assert.Equal(status, problem.Status);
        Assert.StartsWith("urn:bud:problem:", problem.Type, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(problem.Detail));
        Assert.Equal(answer.Headers.GetValues("X-Correlation-ID").Single(), problem.CorrelationId);
        return problem;
    }

    public static async Task<ExecutionDocument> DocumentAsync(
        this Task<HttpResponseMessage> sent,
        HttpStatusCode status
    )
    {
        using var answer = await sent;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == status, $"{answer.StatusCode} instead of {status}: {text}");
        var document = await answer.Content.ReadFromJsonAsync(BudJson.Wire.ExecutionDocument);
        return document ?? throw new InvalidOperationException("null");
    }

    /// <summary>Notices of an execution until one of this type has come.</summary>
    public static async Task<IReadOnlyList<ExecutionNotice>> UntilAsync(
        this IAsyncEnumerable<ExecutionNotice> notices,
        string type
    )
    {
        using var patience = new CancellationTokenSource(TestNode.Patience);
        List<ExecutionNotice> seen = [];
        await foreach (var notice in notices.WithCancellation(patience.Token))
        {
            seen.Add(notice);
            if (notice.Type == type)
            {
                return seen;
            }
        }

        throw new InvalidOperationException($"no {type} among {string.Join(", ", seen.Select(n => n.Type))}");
    }

    /// <summary>Every notice of an execution, to its end.</summary>
    public static async Task<IReadOnlyList<ExecutionNotice>> AllAsync(this IAsyncEnumerable<ExecutionNotice> notices)
    {
        using var patience = new CancellationTokenSource(TestNode.Patience);
        List<ExecutionNotice> seen = [];
        await foreach (var notice in notices.WithCancellation(patience.Token))
        {
            seen.Add(notice);
        }

        return seen;
    }
}
