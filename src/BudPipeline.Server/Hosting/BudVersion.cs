using System.Reflection;

namespace BudPipeline.Server.Hosting;

/// <summary>The version of this build.</summary>
public static class BudVersion
{
    /// <summary>Such as 0.1.0.</summary>
    public static string Text { get; } =
        typeof(BudVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "unknown";
}
