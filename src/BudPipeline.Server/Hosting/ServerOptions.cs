using System.ComponentModel.DataAnnotations;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Server.Hosting;

/// <summary>When <c>shell</c> steps are run.</summary>
public enum ShellAccess
{
    /// <summary>While the server listens on loopback only.</summary>
    Loopback,

    /// <summary>Always: whoever may start an execution may run commands on this machine.</summary>
    Always,

    /// <summary>Never.</summary>
    Never,
}

/// <summary>Settings of the edge.</summary>
public sealed record ServerOptions
{
    /// <summary>Where they stand in the configuration.</summary>
    public const string Section = "Server";

    /// <summary>Where to listen, several separated by semicolons. Port 0 takes a free one. Beyond loopback only with keys.</summary>
    [Required]
    public string Urls { get; init; } = "http://127.0.0.1:9082";

    /// <summary>The folder of the data; empty for <c>$XDG_DATA_HOME/budpipeline</c>.</summary>
    public string DataFolder { get; init; } = "";

    /// <summary>The largest body of a request, in bytes.</summary>
    [Range(1024, 1L << 30)]
    public long MaxBodyBytes { get; init; } = 8 << 20;

    /// <summary>The largest headers of a request together, in bytes.</summary>
    [Range(4096, 1 << 20)]
    public int MaxHeaderBytes { get; init; } = 32 << 10;

    /// <summary>How many writes may wait for the journal before starts are answered 429; what waits, waits in memory.</summary>
    [Range(1, 10_000_000)]
    public int MaxWaitingWrites { get; init; } = 20_000;

    /// <summary>The most steps of a pipeline.</summary>
    [Range(1, 100_000)]
    public int MaxSteps { get; init; } = DefinitionLimits.Default.MaxSteps;

    /// <summary>Whether steps may run commands on this machine.</summary>
    [EnumDataType(typeof(ShellAccess))]
    public ShellAccess Shell { get; init; } = ShellAccess.Loopback;

    /// <summary>Signs callbacks, after Standard Webhooks: base64 behind <c>whsec_</c>, or any text. Empty leaves them unsigned.</summary>
    [RegularExpression(
        "^(?!whsec_)[^\\0]*$|^whsec_([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        ErrorMessage = "behind whsec_ stands base64"
    )]
    public string CallbackSecret { get; init; } = "";

    /// <summary>How long a stopping server gives its executions and streams, in seconds.</summary>
    [Range(1, 3600)]
    public int ShutdownSeconds { get; init; } = 60;
}
