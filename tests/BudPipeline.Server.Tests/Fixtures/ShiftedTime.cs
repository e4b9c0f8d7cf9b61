namespace BudPipeline.Server.Tests.Fixtures;

/// <summary>A clock that runs as the system's does and began at another moment.</summary>
internal sealed class ShiftedTime(DateTimeOffset began) : TimeProvider
{
    private readonly TimeSpan shift = began - System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + shift;
}
