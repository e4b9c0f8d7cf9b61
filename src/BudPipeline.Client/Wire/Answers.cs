using System.Net.Http.Json;
using System.Text.Json;
using BudPipeline.Client.Errors;

namespace BudPipeline.Client.Wire;

/// <summary>Turns an answer that is an error into its exception.</summary>
internal static class Answers
{
    public static async Task EnsureSuccessAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.IsSuccessStatusCode)
        {
            return;
        }

        var problem = await ProblemOfAsync(answer, cancellation);
        throw BudApiException.For(answer.StatusCode, problem, answer.Headers.RetryAfter?.Delta);
    }

    private static async Task<Problem> ProblemOfAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        if (answer.Content.Headers.ContentType?.MediaType is "application/problem+json" or "application/json")
        {
            try
            {
                return await answer.Content.ReadFromJsonAsync(BudJson.Wire.Problem, cancellation) ?? new Problem();
            }
            catch (JsonException)
            {
                // Something between us and the server answered in its own words: the status is all there is.
            }
        }

        return new Problem { Status = (int)answer.StatusCode, Title = answer.ReasonPhrase };
    }
}
