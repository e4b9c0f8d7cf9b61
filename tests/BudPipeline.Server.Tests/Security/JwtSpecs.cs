using System.Security.Cryptography;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace BudPipeline.Server.Tests.Security;

/// <summary>JSON web tokens, signed here, over HTTP.</summary>
public sealed class JwtSpecs : IAsyncLifetime
{
    private const string Issuer = "https://issuer.example";
    private const string Audience = "bud";

    private readonly TestFolder place = new();
    private readonly RSA rsa = RSA.Create(2048);
    private TestNode? node;

    private TestNode Node => node ?? throw new InvalidOperationException("not started");

    public async Task InitializeAsync() =>
        node = await NodeAsync(
            new JwtOptions
            {
                Issuer = Issuer,
                Audience = Audience,
                Keys = rsa.ExportSubjectPublicKeyInfoPem(),
            }
        );

    public async Task DisposeAsync()
    {
        await Node.DisposeAsync();
        rsa.Dispose();
        place.Dispose();
    }

    [Theory]
    [InlineData("viewer", 200, 403, 403)]
    [InlineData("author", 200, 400, 403)]
    [InlineData("other operator", 200, 400, 403)]
    [InlineData("admin", 200, 400, 200)]
    public async Task A_token_may_what_its_roles_claim_says(string roles, int list, int run, int keys)
    {
        var token = Token(("roles", roles));
        Assert.Equal(list, await StatusAsync(HttpMethod.Get, "/api/v1/executions", token));
        Assert.Equal(run, await StatusAsync(HttpMethod.Post, "/api/v1/executions/run", token));
        Assert.Equal(keys, await StatusAsync(HttpMethod.Get, "/api/v1/keys", token));
    }

    [Fact]
    public async Task Roles_may_be_a_list() =>
        Assert.Equal(200, await StatusAsync(HttpMethod.Get, "/api/v1/keys", Token(("roles", new[] { "x", "admin" }))));

    [Fact]
    public async Task A_token_of_another_key_is_refused()
    {
        using var other = RSA.Create(2048);
        await RefusedAsync(Token(new RsaSecurityKey(other), ("roles", "admin")), "signe");
    }

    [Fact]
    public async Task A_token_without_a_signature_is_refused()
    {
        var unsigned = new JsonWebTokenHandler().CreateToken(Description(null, ("roles", "admin")));
        await RefusedAsync(unsigned, "signature");
    }

    [Fact]
    public async Task A_token_that_signs_with_the_public_key_as_a_secret_is_refused()
    {
        var secret = new SymmetricSecurityKey(System.Text.Encoding.UTF8.GetBytes(rsa.ExportSubjectPublicKeyInfoPem()));
        var credentials = new SigningCredentials(secret, SecurityAlgorithms.HmacSha256);
        await RefusedAsync(
            new JsonWebTokenHandler().CreateToken(Description(credentials, ("roles", "admin"))),
            "signe"
        );
    }

    [Theory]
    [InlineData("iss", "https://other.example", "issuer")]
    [InlineData("aud", "other", "audience")]
    [InlineData("exp", -3600, "expired")]
    [InlineData("nbf", 3600, "not valid yet")]
    public async Task A_token_that_is_not_for_us_or_not_for_now_is_refused(string claim, object value, string reason)
    {
        var given = value is int seconds
            ? TimeProvider.System.GetUtcNow().AddSeconds(seconds).ToUnixTimeSeconds()
            : value;
        await RefusedAsync(Token(("roles", "admin"), (claim, given)), reason);
    }

    [Theory]
    [InlineData("king", "roles")]
    [InlineData("", "roles")]
    public async Task A_token_without_a_role_is_refused(string roles, string reason) =>
        await RefusedAsync(Token(("roles", roles)), reason);

    [Fact]
    public async Task An_author_without_a_name_is_refused() =>
        await RefusedAsync(Token(("roles", "author"), ("sub", "")), "sub");

    [Fact]
    public async Task A_text_that_only_looks_like_a_token_is_refused() => await RefusedAsync("a.b.c", "token");

    [Fact]
    public async Task Keys_come_from_a_jwks_url_and_new_ones_are_found()
    {
        using var second = RSA.Create(2048);
        await using var issuer = await JwksServer.StartAsync(Public(rsa, "first"));
        using var folder = new TestFolder();
        await using var other = await NodeAsync(
            new JwtOptions
            {
                Issuer = Issuer,
                Audience = Audience,
                JwksUrl = issuer.Url,
            },
            folder
        );
        var before = Token(new RsaSecurityKey(rsa) { KeyId = "first" }, ("roles", "viewer"));
        Assert.Equal(200, await StatusAsync(HttpMethod.Get, "/api/v1/executions", before, other));
        var after = Token(new RsaSecurityKey(second) { KeyId = "second" }, ("roles", "viewer"));
        Assert.Equal(401, await StatusAsync(HttpMethod.Get, "/api/v1/executions", after, other));
        var fetches = issuer.Fetches;
        Assert.True(fetches > 0);
    }

    [Fact]
    public async Task A_key_that_the_issuer_shows_later_is_found()
    {
        using var second = RSA.Create(2048);
        await using var issuer = await JwksServer.StartAsync(Public(rsa, "first"));
        using var folder = new TestFolder();
        await using var other = await NodeAsync(
            new JwtOptions
            {
                Issuer = Issuer,
                Audience = Audience,
                JwksUrl = issuer.Url,
            },
            folder
        );
        var before = Token(new RsaSecurityKey(rsa) { KeyId = "first" }, ("roles", "viewer"));
        Assert.Equal(200, await StatusAsync(HttpMethod.Get, "/api/v1/executions", before, other));
        issuer.Show(Public(rsa, "first"), Public(second, "second"));
        var after = Token(new RsaSecurityKey(second) { KeyId = "second" }, ("roles", "viewer"));
        using var patience = new CancellationTokenSource(TestNode.Patience);
        while (await StatusAsync(HttpMethod.Get, "/api/v1/executions", after, other) != 200)
        {
            patience.Token.ThrowIfCancellationRequested();
        }
    }

    [Theory]
    [InlineData("Jwt:Issuer=https://i", "Audience")]
    [InlineData("Jwt:Issuer=https://i;Jwt:Audience=a", "JwksUrl")]
    [InlineData("Jwt:Issuer=https://i;Jwt:Audience=a;Jwt:JwksUrl=https://i/keys;Jwt:Keys=x", "JwksUrl")]
    [InlineData("Jwt:Issuer=https://i;Jwt:Audience=a;Jwt:JwksUrl=http://i/keys", "JwksUrl")]
    [InlineData("Jwt:Audience=a", "Issuer")]
    public void Settings_that_do_not_fit_together_are_named(string settings, string name)
    {
        var pairs = settings.Split(';').Select(pair => pair.Split('=', 2)).ToDictionary(p => p[0], p => (string?)p[1]);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(pairs).Build();
        var thrown = Assert.Throws<SettingsException>(() =>
            NodeSettings.From(NodeKind.Serve, configuration, null, TimeProvider.System)
        );
        Assert.Contains($"Jwt:{name}", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nowhere/keys.pem")]
    [InlineData("-----BEGIN PUBLIC KEY-----\nbm8=\n-----END PUBLIC KEY-----")]
    [InlineData("""{"keys":[]}""")]
    public async Task Keys_that_are_none_are_named_at_the_start(string keys)
    {
        using var folder = new TestFolder();
        var jwt = new JwtOptions
        {
            Issuer = Issuer,
            Audience = Audience,
            Keys = keys,
        };
        var thrown = await Assert.ThrowsAsync<SettingsException>(() => NodeAsync(jwt, folder));
        Assert.Contains("Jwt:Keys", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_may_be_a_file_of_a_jwks_document()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "keys.json");
        await File.WriteAllTextAsync(file, JwksServer.Document(Public(rsa, "first")));
        await using var other = await NodeAsync(
            new JwtOptions
            {
                Issuer = Issuer,
                Audience = Audience,
                Keys = file,
            },
            folder
        );
        var token = Token(new RsaSecurityKey(rsa) { KeyId = "first" }, ("roles", "viewer"));
        Assert.Equal(200, await StatusAsync(HttpMethod.Get, "/api/v1/executions", token, other));
    }

    private async Task RefusedAsync(string token, string reason)
    {
        var sent = Node.SendAsync(HttpMethod.Get, "/api/v1/executions", null, ("Authorization", $"Bearer {token}"));
        var problem = await sent.ProblemAsync(401, "UNAUTHORIZED");
        Assert.Contains(reason, problem.Detail, StringComparison.Ordinal);
    }

    private async Task<int> StatusAsync(HttpMethod method, string path, string token, TestNode? other = null)
    {
        using var answer = await (other ?? Node).SendAsync(method, path, null, ("Authorization", $"Bearer {token}"));
        return (int)answer.StatusCode;
    }

    private string Token(params (string Name, object Value)[] claims) => Token(new RsaSecurityKey(rsa), claims);

    private static string Token(RsaSecurityKey key, params (string Name, object Value)[] claims) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
            Description(new SigningCredentials(key, SecurityAlgorithms.RsaSha256), claims)
        );

    private static SecurityTokenDescriptor Description(
        SigningCredentials? credentials,
        params (string Name, object Value)[] claims
    )
    {
        var all = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iss"] = Issuer,
            ["aud"] = Audience,
            ["sub"] = "ada",
            ["exp"] = TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeSeconds(),
        };
        foreach (var (name, value) in claims)
        {
            all[name] = value;
        }

        return new SecurityTokenDescriptor { Claims = all, SigningCredentials = credentials };
    }

    private static JsonWebKey Public(RSA key, string id)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return JsonWebKeyConverter.ConvertFromRSASecurityKey(new RsaSecurityKey(parameters) { KeyId = id });
    }

    private Task<TestNode> NodeAsync(JwtOptions jwt, TestFolder? folder = null) =>
        TestNode.OnAsync(
            TestNode.Settings((folder ?? place).Path, NodeKind.Serve, port: 0, database: null) with
            {
                Jwt = jwt,
            }
        );
}
