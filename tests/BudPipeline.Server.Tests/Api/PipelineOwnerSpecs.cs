using System.Net;
using System.Text.Json;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;

namespace BudPipeline.Server.Tests.Api;

/// <summary>Saved pipelines of several users, for whom an application asks.</summary>
public sealed class PipelineOwnerSpecs(NodeFixture fixture) : IClassFixture<NodeFixture>
{
    private const string User = "X-User-ID";
    private const string Ada = "8d3c5a0e-0d9a-4f0c-9a51-0a7f4f6a2b11";
    private const string Bob = "00000000-0000-0000-0000-000000000001";

    private TestNode Node => fixture.Node;

    [Fact]
    public async Task A_name_may_be_used_once_by_every_owner()
    {
        var (ada, bob) = (await CreateAsync(Ada, "shared"), await CreateAsync(Bob, "shared"));
        Assert.NotEqual(ada.Id, bob.Id);
        Assert.Equal((Ada, Ada), (ada.UserId, ada.CreatedBy));
        await Node.PostAsync("/pipelines", Body("shared"), (User, Ada)).ProblemAsync(409, "NAME_TAKEN");
    }

    [Fact]
    public async Task What_is_anothers_is_not_there()
    {
        var ada = await CreateAsync(Ada, "private");
        foreach (var method in (string[])["GET", "PUT", "DELETE"])
        {
            using var body = new StringContent("{}", null, "application/json");
            await Node.SendAsync(
                    new HttpMethod(method),
                    $"/pipelines/{ada.Id}",
                    method == "PUT" ? body : null,
                    (User, Bob)
                )
                .ProblemAsync(404, "NOT_FOUND");
        }

        Assert.DoesNotContain("private", await NamesAsync(Bob, ""));
        Assert.Contains("private", await NamesAsync(Ada, ""));
        Assert.Contains("private", await NamesAsync(null, ""));
    }

    [Fact]
    public async Task The_systems_are_seen_by_all_who_ask_and_changed_by_nobody()
    {
        using var created = await Node.PostAsync("/pipelines", Body("common", ",\"system_owned\":true"));
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        var id = JsonElement.Parse(await created.Content.ReadAsStringAsync()).GetProperty("id").GetString();

        Assert.DoesNotContain("common", await NamesAsync(Ada, ""));
        Assert.Contains("common", await NamesAsync(Ada, "?include_system=true"));
        using var read = await Node.SendAsync(HttpMethod.Get, $"/pipelines/{id}", null, (User, Ada));
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        await Node.SendAsync(HttpMethod.Delete, $"/pipelines/{id}", null, (User, Ada)).ProblemAsync(403, "FORBIDDEN");
        await Node.PostAsync("/pipelines", Body("mine", ",\"system_owned\":true"), (User, Ada))
            .ProblemAsync(403, "FORBIDDEN");
    }

    private static string Body(string name, string more = "") =>
        $$"""{"name":"{{name}}","dag":{"steps":[{"id":"a","action":"log"}]}{{more}}}""";

    private async Task<PipelineDocument> CreateAsync(string user, string name)
    {
        using var answer = await Node.PostAsync("/pipelines", Body(name), (User, user));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return JsonSerializer.Deserialize(await answer.Content.ReadAsStringAsync(), BudJson.Wire.PipelineDocument)!;
    }

    private async Task<List<string>> NamesAsync(string? user, string query)
    {
        using var answer = await Node.SendAsync(
            HttpMethod.Get,
            $"/pipelines{query}",
            null,
            user is null ? [] : [(User, user)]
        );
        var text = await answer.Content.ReadAsStringAsync();
        return [.. JsonSerializer.Deserialize(text, BudJson.Wire.IReadOnlyListPipelineDocument)!.Select(p => p.Name)];
    }
}
