namespace BudPipeline.Server.Engine;

/// <summary>Where new ids come from.</summary>
public interface IExecutionIds
{
    /// <summary>An id that nobody has; later ones sort behind earlier ones.</summary>
    string Next();
}

/// <summary><c>exec_</c> and a UUID of version 7.</summary>
internal sealed class ExecutionIds(TimeProvider time) : IExecutionIds
{
#pragma warning disable RS0030 // The one source of ids that others are given.
    public string Next() => $"exec_{Guid.CreateVersion7(time.GetUtcNow()):N}";
#pragma warning restore RS0030
}
