using System.ComponentModel.DataAnnotations;
using System.Globalization;
using BudPipeline.Actors;
using BudPipeline.Journal.PostgreSql;
using BudPipeline.Server.Security;
using BudPipeline.Worker;

namespace BudPipeline.Server.Hosting;

/// <summary>What a node is for.</summary>
public enum NodeKind
{
    /// <summary><c>bud serve</c>: resumes every execution, logs what it does.</summary>
    Serve,

    /// <summary><c>bud run</c>: resumes none but its own, and is quiet.</summary>
    Run,
}

/// <summary>All settings of a node, checked.</summary>
public sealed record NodeSettings(NodeKind Kind, ServerOptions Server, EngineOptions Engine, WorkerOptions Worker)
{
    /// <summary>The address of a PostgreSQL database in key=value form; null for the data folder's own.</summary>
    public string? DatabaseConnection { get; init; }

    /// <summary>What templates may see of this node.</summary>
    public TemplateOptions Templates { get; init; } = new();

    /// <summary>Whose JSON web tokens are taken.</summary>
    public JwtOptions Jwt { get; init; } = new();

    /// <summary>The user's <c>APP_API_TOKEN</c>: who shows it may speak for users; null when there is none.</summary>
    public string? AppToken { get; init; }

    private const string EnvironmentPrefix = "BUD__";
    private const string DefaultFile = "config/bud.json";

    /// <summary>
    /// Reads <c>config/bud.json</c> where there is one, over it the environment (<c>BUD__Section__Key</c>), over it
    /// <paramref name="commandLine"/> (<c>Section:Key</c>). Throws <see cref="SettingsException"/> when something is wrong.
    /// </summary>
    public static NodeSettings Read(NodeKind kind, IReadOnlyDictionary<string, string?> commandLine, TimeProvider time)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.GetFullPath(DefaultFile), optional: true, reloadOnChange: false)
            .AddEnvironmentVariables(EnvironmentPrefix)
            .AddInMemoryCollection(commandLine)
            .Build();
        var appToken = Environment.GetEnvironmentVariable("APP_API_TOKEN");
        return From(kind, configuration, Environment.GetEnvironmentVariable("DATABASE_URL"), time) with
        {
            AppToken = string.IsNullOrWhiteSpace(appToken) ? null : appToken,
        };
    }

    internal static NodeSettings From(
        NodeKind kind,
        IConfiguration configuration,
        string? databaseUrl,
        TimeProvider time
    )
    {
        var server = Section(configuration, ServerOptions.Section, new ServerOptions());
        Loopback.Check(server.Urls);
        var folder = server.DataFolder.Length == 0 ? NodeFolder.DefaultPath : Path.GetFullPath(server.DataFolder);
        return new NodeSettings(
            kind,
            server with
            {
                DataFolder = folder,
            },
            Section(configuration, EngineOptions.Section, new EngineOptions { Runner = NewRunner(time) }) with
            {
                ResumesAll = kind == NodeKind.Serve,
            },
            new WorkerOptions(folder)
            {
                Shell = ShellRule.Of(server),
                Secrets = new NodeSecrets(configuration.GetSection("Secrets")),
            }
        )
        {
            Templates = Section(configuration, TemplateOptions.Section, new TemplateOptions()),
            DatabaseConnection = DatabaseOf(databaseUrl),
            Jwt = Section(configuration, JwtOptions.Section, new JwtOptions()),
        };
    }

    private static string? DatabaseOf(string? databaseUrl)
    {
        try
        {
            return string.IsNullOrWhiteSpace(databaseUrl) ? null : PostgresAddress.Parse(databaseUrl);
        }
        catch (FormatException fault)
        {
            throw new SettingsException($"DATABASE_URL is wrong. {fault.Message}");
        }
    }

    private static T Section<T>(IConfiguration configuration, string name, T options)
        where T : class
    {
        try
        {
            configuration.GetSection(name).Bind(options, binding => binding.ErrorOnUnknownConfiguration = true);
        }
        catch (InvalidOperationException exception)
        {
            throw new SettingsException($"A setting in {name} is wrong: {exception.Message}");
        }

        List<ValidationResult> faults = [];
        return Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)
            ? options
            : throw new SettingsException(string.Join(Environment.NewLine, faults.Select(Text)));

        string Text(ValidationResult fault) =>
            $"The setting {name}:{fault.MemberNames.FirstOrDefault()} is wrong: {fault.ErrorMessage}";
    }

    /// <summary>Another one after every start, also when the system gives the same process id again.</summary>
    private static string NewRunner(TimeProvider time) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"node-{Environment.ProcessId}-{time.GetUtcNow().ToUnixTimeMilliseconds()}"
        );
}
