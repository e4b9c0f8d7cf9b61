using System.Net;
using System.Text;
using BudPipeline.Client.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Xunit.Abstractions;

namespace BudPipeline.Server.Tests.Security;

/// <summary>Who may call what.</summary>
public sealed class RoleSpecs(LockedNode locked, ITestOutputHelper output) : IClassFixture<LockedNode>
{
    private static readonly string[] Roles = ["viewer", "author", "operator", "admin"];

    /// <summary>Those that answer everyone. Whoever adds one says so here.</summary>
    private static readonly string[] Public =
    [
        "/",
        "/docs/{documentName?}",
        "/docs/favicon.svg",
        "/docs/scalar.aspnetcore.js",
        "/docs/scalar.js",
        "/health",
        "/healthz",
        "/openapi.json",
        "/openapi/{documentName}.json",
        "/ready",
        "/readyz",
        "/schemas/pipeline.json",
    ];

    [Fact]
    public async Task Every_route_refuses_those_without_a_key_and_those_with_a_junk_key()
    {
        using var nobody = locked.Stranger();
        using var junk = locked.Stranger(("Authorization", "Bearer bud_0123456789012345678901234567890123456789"));
        var (refused, open) = (0, new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (method, route) in Routes())
        {
            if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                open.Add("/" + route.RoutePattern.RawText!.TrimStart('/'));
                continue;
            }

            foreach (var http in (HttpClient[])[nobody, junk])
            {
                await SendAsync(http, method, route).ProblemAsync(401, "UNAUTHORIZED");
            }

            refused++;
        }

        output.WriteLine($"{refused} routes refuse both, {open.Count} answer everyone: {string.Join(' ', open)}");
        Assert.Equal(Public.Order(StringComparer.Ordinal), open);
        Assert.True(refused >= 22, $"only {refused} routes");
    }

    [Fact]
    public async Task Every_route_lets_in_its_role_and_refuses_those_below()
    {
        var keys = new Dictionary<string, HttpClient>(StringComparer.Ordinal);
        foreach (var role in Roles)
        {
            keys[role] = locked.Stranger(("X-API-Key", (await locked.KeyAsync(role)).Key));
        }

        foreach (var (method, route) in Routes())
        {
            if (route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            {
                continue;
            }

            var needed = Assert.Single(route.Metadata.GetOrderedMetadata<IAuthorizeData>()).Policy;
            foreach (var role in Roles)
            {
                var sent = SendAsync(keys[role], method, route);
                if (Array.IndexOf(Roles, role) < Array.IndexOf(Roles, needed))
                {
                    var problem = await sent.ProblemAsync(403, "FORBIDDEN");
                    Assert.Contains(needed!, problem.Detail, StringComparison.Ordinal);
                }
                else
                {
                    using var answer = await sent;
                    Assert.False(
                        answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden,
                        $"{role} gets {answer.StatusCode} for {method} {route.RoutePattern.RawText}"
                    );
                }
            }
        }
    }

    [Theory]
    [InlineData("viewer", "GET", "/api/v1/executions", HttpStatusCode.OK)]
    [InlineData("viewer", "POST", "/api/v1/executions/run", HttpStatusCode.Forbidden)]
    [InlineData("author", "POST", "/api/v1/executions/run", HttpStatusCode.BadRequest)]
    [InlineData("operator", "GET", "/api/v1/keys", HttpStatusCode.Forbidden)]
    [InlineData("admin", "GET", "/api/v1/keys", HttpStatusCode.OK)]
    public async Task A_role_may_what_it_may(string role, string method, string path, HttpStatusCode expected)
    {
        using var http = locked.Stranger(("X-API-Key", (await locked.KeyAsync(role)).Key));
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = Body(method) };
        using var answer = await http.SendAsync(request);
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/nothing", 404)]
    [InlineData("PUT", "/api/v1/executions", 405)]
    public async Task What_is_not_there_is_told_to_strangers_too(string method, string path, int status)
    {
        using var http = locked.Stranger();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    private IEnumerable<(string Method, RouteEndpoint Route)> Routes() =>
        locked
            .Node.Get<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .SelectMany(route =>
                (route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(m => (m, route))
            );

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string method, RouteEndpoint route)
    {
        var path = string.Join(
            '/',
            route.RoutePattern.PathSegments.Select(segment =>
                string.Concat(
                    segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : "x")
                )
            )
        );
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/{path}") { Content = Body(method) };
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static StringContent? Body(string method) =>
        method is "GET" or "DELETE" or "HEAD" ? null : new StringContent("{}", Encoding.UTF8, "application/json");
}
