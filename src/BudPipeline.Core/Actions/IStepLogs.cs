namespace BudPipeline.Core.Actions;

/// <summary>Opens the log of an attempt; what is written is kept with the execution and shown live.</summary>
public interface IStepLogs
{
    /// <summary>The log of one attempt.</summary>
    IStepLog Open(AttemptKey attempt, string stepId);
}
