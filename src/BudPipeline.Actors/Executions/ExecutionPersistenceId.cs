using System.Diagnostics.CodeAnalysis;

namespace BudPipeline.Actors.Executions;

/// <summary>How an execution is named in the journal.</summary>
public static class ExecutionPersistenceId
{
    private const string Prefix = "execution-";

    /// <summary>The journal's name of an execution.</summary>
    public static string Of(string executionId) => Prefix + executionId;

    /// <summary>The execution that a name in the journal stands for; false when it is something else.</summary>
    public static bool TryParse(string persistenceId, [MaybeNullWhen(false)] out string executionId)
    {
        var isExecution = persistenceId.StartsWith(Prefix, StringComparison.Ordinal);
        executionId = isExecution ? persistenceId[Prefix.Length..] : null;
        return isExecution;
    }
}
