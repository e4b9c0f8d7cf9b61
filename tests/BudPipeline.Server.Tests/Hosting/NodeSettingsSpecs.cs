using BudPipeline.Server.Hosting;
using Microsoft.Extensions.Configuration;

namespace BudPipeline.Server.Tests.Hosting;

public sealed class NodeSettingsSpecs
{
    [Theory]
    [InlineData("http://127.0.0.1:9082")]
    [InlineData("http://localhost:9082")]
    [InlineData("http://[::1]:9082")]
    [InlineData("http://127.0.0.1:1;http://127.0.0.2:2")]
    [InlineData("http://0.0.0.0:9082")]
    [InlineData("http://[::]:9082")]
    [InlineData("http://example.com")]
    public void An_address_is_taken(string urls) => Assert.Equal(urls, Read(("Server:Urls", urls)).Server.Urls);

    [Theory]
    [InlineData("ftp://127.0.0.1")]
    [InlineData("127.0.0.1:80")]
    [InlineData("http://*:9082")]
    [InlineData("http://127.0.0.1:9082;nothing")]
    public void An_address_that_is_none_is_refused(string urls) =>
        Assert.Contains(
            "Server:Urls",
            Assert.Throws<SettingsException>(() => Read(("Server:Urls", urls))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("postgres://u:p%40ss@db:5433/bud", "Host=db;Port=5433;Database=bud;Username=u;Password=p@ss")]
    [InlineData("postgresql://db/bud?sslmode=require", "Host=db;Port=5432;Database=bud;SSL Mode=Require")]
    [InlineData("Host=db;Database=bud", "Host=db;Database=bud")]
    public void A_database_url_may_be_a_url_or_pairs(string? given, string? read) =>
        Assert.Equal(read, WithDatabase(given).DatabaseConnection);

    [Theory]
    [InlineData("mysql://db/bud")]
    [InlineData("postgres:///bud")]
    [InlineData("postgres://db/bud?colour=blue")]
    [InlineData("Database=bud")]
    public void A_wrong_database_url_is_refused_with_the_forms_it_may_have(string given)
    {
        var thrown = Assert.Throws<SettingsException>(() => WithDatabase(given));
        Assert.Contains("DATABASE_URL", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("postgres://user:password@host:port/database", thrown.Message, StringComparison.Ordinal);
    }

    private static NodeSettings WithDatabase(string? url) =>
        NodeSettings.From(NodeKind.Serve, new ConfigurationBuilder().Build(), url, TimeProvider.System);

    [Theory]
    [InlineData("Server:MaxBodyBytes", "12", "MaxBodyBytes")]
    [InlineData("Server:MaxBodyBytes", "many", "MaxBodyBytes")]
    [InlineData("Server:ShutdownSeconds", "0", "ShutdownSeconds")]
    [InlineData("Server:Shell", "Sometimes", "Shell")]
    [InlineData("Engine:WakeWindow", "0", "WakeWindow")]
    [InlineData("Server:Urlz", "http://127.0.0.1:1", "Urlz")]
    public void A_wrong_setting_is_named(string key, string value, string named) =>
        Assert.Contains(
            named,
            Assert.Throws<SettingsException>(() => Read((key, value))).Message,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData("", "{}")]
    [InlineData("REGION, ZONE", """{"REGION":"eu"}""")]
    [InlineData(" REGION REGION ", """{"REGION":"eu"}""")]
    public void Templates_see_the_environment_variables_that_are_named_and_set(string names, string seen) =>
        Assert.Equal(
            seen,
            Read(("Templates:Env", names)).Templates.Read(name => name == "REGION" ? "eu" : null).ToString()
        );

    [Fact]
    public void Secrets_are_found_by_name_whatever_its_case()
    {
        var secrets = Read(("Secrets:api_token", "t0p")).Worker.Secrets;

        Assert.Equal("t0p", secrets.Find("API_TOKEN"));
        Assert.Null(secrets.Find("other"));
    }

    [Fact]
    public void A_server_resumes_all_and_a_run_only_its_own()
    {
        Assert.True(Read(NodeKind.Serve).Engine.ResumesAll);
        Assert.False(Read(NodeKind.Run).Engine.ResumesAll);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1", ShellAccess.Loopback, true)]
    [InlineData("http://0.0.0.0:1", ShellAccess.Loopback, false)]
    [InlineData("http://127.0.0.1:1;http://0.0.0.0:1", ShellAccess.Loopback, false)]
    [InlineData("http://0.0.0.0:1", ShellAccess.Always, true)]
    [InlineData("http://127.0.0.1:1", ShellAccess.Never, false)]
    public void Commands_run_only_where_nobody_else_can_send_them_or_a_setting_says_so(
        string urls,
        ShellAccess permission,
        bool allowed
    )
    {
        var rule = ShellRule.Of(new ServerOptions { Urls = urls, Shell = permission });
        Assert.Equal(allowed, rule.Allowed);
        Assert.True(allowed || rule.Refusal.Contains("Server:Shell", StringComparison.Ordinal));
    }

    private static NodeSettings Read(params (string Key, string Value)[] settings) => Read(NodeKind.Serve, settings);

    private static NodeSettings Read(NodeKind kind, params (string Key, string Value)[] settings) =>
        NodeSettings.From(
            kind,
            new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create<string, string?>(s.Key, s.Value)))
                .Build(),
            databaseUrl: null,
            TimeProvider.System
        );
}
