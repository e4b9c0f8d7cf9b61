using BudPipeline.Core.Actions;

namespace BudPipeline.Worker.SupervisorHost;

internal sealed class NoLogs : IStepLogs, IStepLog
{
    public IStepLog Open(AttemptKey attempt, string stepId) => this;

    public void Write(StepLogLevel level, string message) { }
}
