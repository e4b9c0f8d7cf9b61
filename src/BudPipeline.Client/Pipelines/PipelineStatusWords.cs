namespace BudPipeline.Client.Pipelines;

/// <summary>The words of a saved pipeline's status.</summary>
public static class PipelineStatusWords
{
    /// <summary>It cannot be executed yet.</summary>
    public const string Draft = "draft";

    /// <summary>It can be executed.</summary>
    public const string Active = "active";

    /// <summary>It is kept, not listed unless asked for, and cannot be executed.</summary>
    public const string Archived = "archived";
}
