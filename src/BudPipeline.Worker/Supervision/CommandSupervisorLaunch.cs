using System.Collections.Immutable;

namespace BudPipeline.Worker.Supervision;

/// <summary>How a node starts its supervisor process.</summary>
/// <param name="File">The program, an absolute path.</param>
/// <param name="Arguments">What stands before the verb.</param>
public sealed record CommandSupervisorLaunch(string File, ImmutableArray<string> Arguments)
{
    /// <summary>The program that runs now, be it an executable of its own or <c>dotnet bud.dll</c>.</summary>
    public static CommandSupervisorLaunch FromThisProcess()
    {
        var file =
            Environment.ProcessPath ?? throw new InvalidOperationException("this process does not know its path");
        return Path.GetFileNameWithoutExtension(file) == "dotnet"
            ? new(file, [Path.GetFullPath(Environment.GetCommandLineArgs()[0])])
            : new(file, []);
    }
}
