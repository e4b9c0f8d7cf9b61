namespace BudPipeline.Cli.Nodes;

/// <summary>How to start this very program once more.</summary>
internal static class BudExecutable
{
    /// <summary>The executable and its first arguments: <c>bud</c>, or <c>dotnet bud.dll</c>.</summary>
    public static IReadOnlyList<string> Command
    {
        get
        {
            var process = Environment.ProcessPath ?? "dotnet";
            var isHost = Path.GetFileNameWithoutExtension(process).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
            return isHost ? [process, typeof(BudExecutable).Assembly.Location] : [process];
        }
    }
}
