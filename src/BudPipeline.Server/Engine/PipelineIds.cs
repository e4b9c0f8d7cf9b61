namespace BudPipeline.Server.Engine;

/// <summary>Ids of saved pipelines: <c>pipe_</c> and a UUID of version 7.</summary>
internal sealed class PipelineIds(TimeProvider time)
{
#pragma warning disable RS0030 // The one source of these ids.
    public string Next() => $"pipe_{Guid.CreateVersion7(time.GetUtcNow()):N}";
#pragma warning restore RS0030
}
