using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;
using BudPipeline.Worker.Tests.Http;
using Microsoft.AspNetCore.Http;

namespace BudPipeline.Worker.Tests;

/// <summary>Deferred text is opened by the actions that hand it on, and by no other.</summary>
public sealed class SecretSpecs
{
    private static readonly Value Bearer = new SecretValue(
        ImmutableArray.Create(new SecretPart("Bearer ", false), new SecretPart("token", true))
    );

    [Fact]
    public async Task Shell_opens_it_in_its_environment()
    {
        await using var worker = Worker();
        var outcome = await worker.RunAsync(
            "shell",
            MapValue.Of(
                ("command", Value.Of("test \"$AUTH\" = 'Bearer t0p' && echo same")),
                ("env", MapValue.Of(("AUTH", Bearer)))
            )
        );

        Assert.Null(outcome.Error);
        Assert.Equal(Value.Of("same"), outcome.Outputs["stdout"]);
    }

    [Fact]
    public async Task Http_request_opens_it_in_a_header_and_in_its_body()
    {
        string? header = null;
        string? body = null;
        await using var peer = await HttpPeer.StartAsync(async context =>
        {
            header = context.Request.Headers.Authorization;
            body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        });
        await using var worker = Worker();
        var outcome = await worker.RunAsync(
            "http_request",
            MapValue.Of(
                ("url", Value.Of(peer.Url)),
                ("method", Value.Of("POST")),
                ("headers", MapValue.Of(("Authorization", Bearer))),
                ("body", MapValue.Of(("auth", Value.Of([Bearer]))))
            )
        );

        Assert.Null(outcome.Error);
        Assert.Equal("Bearer t0p", header);
        Assert.Equal("""{"auth":["Bearer t0p"]}""", body);
    }

    [Theory]
    [InlineData("shell", "command")]
    [InlineData("http_request", "url")]
    public async Task One_that_is_not_there_fails_the_step_and_is_named(string action, string parameter)
    {
        await using var worker = Worker();
        var unknown = new SecretValue(ImmutableArray.Create(new SecretPart("nobody", true)));
        var outcome = await worker.RunAsync(action, MapValue.Of((parameter, unknown)));

        Assert.Equal(("SECRET_NOT_FOUND", StepError.Business), (outcome.Error?.Code, outcome.Error?.Type));
        Assert.Contains("'nobody'", outcome.Error?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_actions_see_it_masked()
    {
        await using var worker = Worker();
        await worker.RunAsync("log", MapValue.Of(("message", Bearer)));
        var set = await worker.RunAsync("set_output", MapValue.Of(("key", Value.Of("k")), ("value", Bearer)));

        Assert.Equal(["Bearer ***REDACTED***"], worker.Lines);
        Assert.Equal("""{"k":"Bearer ***REDACTED***"}""", ValueJson.ToText(set.Outputs));
    }

    private static WorkerUnderTest Worker() => new(change: options => options with { Secrets = new OneSecret() });

    private sealed class OneSecret : ISecrets
    {
        public string? Find(string name) => name == "token" ? "t0p" : null;
    }
}
