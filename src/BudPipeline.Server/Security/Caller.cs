namespace BudPipeline.Server.Security;

/// <summary>Who makes this request.</summary>
internal sealed class Caller
{
    /// <summary>The user that what is created belongs to, and that sees only what is its own; null when nobody is known.</summary>
    public string? Owner { get; init; }
}
