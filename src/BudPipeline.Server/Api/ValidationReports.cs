using BudPipeline.Client.Definitions;
using BudPipeline.Core.Definitions;

namespace BudPipeline.Server.Api;

/// <summary>What checking a definition came to, in the API's words; <c>bud validate</c> prints the same.</summary>
public static class ValidationReports
{
    /// <summary>The report of a definition that was checked.</summary>
    public static ValidationReport Of(CompiledDefinition compiled) =>
        new(
            compiled.Plan is not null,
            [.. compiled.Errors.Select(Problems.Item)],
            [.. compiled.Warnings.Select(Problems.Item)],
            compiled.Plan?.Steps.Length ?? 0,
            compiled.Errors.Any(e => e.Code is DiagnosticCodes.Cycle or DiagnosticCodes.ReferenceCycle)
        );
}
