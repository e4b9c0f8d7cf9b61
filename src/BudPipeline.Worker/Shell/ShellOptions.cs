namespace BudPipeline.Worker.Shell;

/// <summary>Whether this node runs commands.</summary>
/// <param name="Allowed">True when it does.</param>
/// <param name="Refusal">What a refused step says: why, and the setting that allows it.</param>
public sealed record ShellOptions(bool Allowed, string Refusal)
{
    /// <summary>It does.</summary>
    public static ShellOptions Open { get; } = new(true, "");
}
