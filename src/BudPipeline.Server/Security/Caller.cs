namespace BudPipeline.Server.Security;

/// <summary>Who sends the request. One a request; the door fills it in before any endpoint runs.</summary>
internal sealed class Caller
{
    /// <summary>Whose things it sees and makes; null for those of everyone, its own being nobody's.</summary>
    public string? Owner { get; set; }

    public CallerRole Role { get; set; }

    /// <summary>Its name in the audit and in what it commands.</summary>
    public string Actor { get; set; } = "nobody";

    /// <summary>Whether it may know that there is something of this owner.</summary>
    public bool Sees(string? owner) => Owner is null || string.Equals(Owner, owner, StringComparison.Ordinal);
}
