namespace BudPipeline.Server.Operator;

/// <summary>How bad a finding is.</summary>
public enum FindingLevel
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>A node runs, but not as well or as safely as it could.</summary>
    Warning,

    /// <summary>A node does not start, or cannot keep its promises.</summary>
    Fault,
}

/// <summary>What a check found.</summary>
/// <param name="Check">The check's name: one word.</param>
/// <param name="Level">How bad it is.</param>
/// <param name="Message">What is there.</param>
/// <param name="Remedy">What to do; null when there is nothing to do.</param>
public sealed record Finding(string Check, FindingLevel Level, string Message, string? Remedy = null)
{
    internal static Finding Ok(string check, string message) => new(check, FindingLevel.Ok, message);

    internal static Finding Warning(string check, string message, string remedy) =>
        new(check, FindingLevel.Warning, message, remedy);

    internal static Finding Fault(string check, string message, string remedy) =>
        new(check, FindingLevel.Fault, message, remedy);
}
