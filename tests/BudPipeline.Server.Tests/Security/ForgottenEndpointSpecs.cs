using System.Net;
using System.Text.Encodings.Web;
using BudPipeline.Server.Api;
using BudPipeline.Server.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace BudPipeline.Server.Tests.Security;

/// <summary>An endpoint of which somebody forgot to say who may call it.</summary>
public sealed class ForgottenEndpointSpecs
{
    [Fact]
    public async Task It_answers_nobody_not_even_an_admin()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder
            .Services.AddRoles()
            .AddAuthentication("all")
            .AddScheme<AuthenticationSchemeOptions, AllAreAdmins>("all", null);
        await using var app = builder.Build();
        app.UseCorrelationId();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/known", () => "answered").MayBeCalledBy(CallerRole.Admin);
        app.MapGet("/forgotten", () => "answered");
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };

        Assert.Equal("answered", await http.GetStringAsync(new Uri("/known", UriKind.Relative)));
        var problem = await http.GetAsync(new Uri("/forgotten", UriKind.Relative)).ProblemAsync(403, "FORBIDDEN");
        Assert.Contains("nobody", problem.Detail, StringComparison.Ordinal);
    }

    private sealed class AllAreAdmins(
        IOptionsMonitor<AuthenticationSchemeOptions> options,
        ILoggerFactory loggers,
        UrlEncoder encoder
    ) : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            var principal = new GrantedPrincipal(new Grant("root", CallerRole.Admin, Owner: null), "all");
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, "all")));
        }
    }
}
