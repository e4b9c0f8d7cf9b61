namespace BudPipeline.Actors;

/// <summary>Key of the region: whatever is sent to an execution goes through it.</summary>
public sealed class ExecutionRegion
{
    private ExecutionRegion() { }
}

/// <summary>Key of this node's step supervisor.</summary>
public sealed class StepSupervisor
{
    private StepSupervisor() { }
}

/// <summary>Key of the reviver.</summary>
public sealed class Reviver
{
    private Reviver() { }
}

/// <summary>Key of the actor that wakes parked executions.</summary>
public sealed class Waker
{
    private Waker() { }
}
