namespace BudPipeline.Core.Executions.Deciding;

/// <summary>The answers that most decisions give.</summary>
internal static class Answers
{
    /// <summary>Yes; the events stand in the draft.</summary>
    public static Decision Accepted { get; } = new Decision.Accepted([]);

    /// <summary>Nothing changes.</summary>
    public static Decision Duplicate { get; } = new Decision.Duplicate();

    public static Decision Ended(ExecutionFold fold) =>
        new Decision.Rejected(
            RejectionCodes.AlreadyEnded,
            $"execution {fold.ExecutionId} has already ended ({fold.Status.Word()})"
        );
}
