namespace BudPipeline.Server.Security;

/// <summary>What a caller may do. Each may do what those before it may.</summary>
internal enum CallerRole
{
    /// <summary>Read.</summary>
    Viewer,

    /// <summary>Start executions, steer and save what it sees.</summary>
    Author,

    /// <summary>Keep a node running: metrics, and whatever concerns all owners.</summary>
    Operator,

    /// <summary>Keys and the audit.</summary>
    Admin,
}

/// <summary>The words of roles.</summary>
internal static class CallerRoles
{
    public const string All = "viewer, author, operator or admin";

    public static string Word(this CallerRole role) =>
        role switch
        {
            CallerRole.Viewer => "viewer",
            CallerRole.Author => "author",
            CallerRole.Operator => "operator",
            CallerRole.Admin => "admin",
            _ => throw new ArgumentOutOfRangeException(nameof(role), role, "unknown role"),
        };

    public static CallerRole? TryParse(string? word) =>
        word?.ToLowerInvariant() switch
        {
            "viewer" => CallerRole.Viewer,
            "author" => CallerRole.Author,
            "operator" => CallerRole.Operator,
            "admin" => CallerRole.Admin,
            _ => null,
        };
}
