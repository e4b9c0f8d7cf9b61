using BudPipeline.Client.Executions;

namespace BudPipeline.Cli.Following;

/// <summary>Shows an execution while it is followed.</summary>
internal interface IRunDisplay : IAsyncDisposable
{
    /// <summary>The execution as it stands when following begins.</summary>
    void Begin(ExecutionDocument start);

    /// <summary>Something happened.</summary>
    void Show(ExecutionNotice notice);

    /// <summary>Something that the user should know besides.</summary>
    void Note(string text);

    /// <summary>The end.</summary>
    /// <param name="end">The whole execution.</param>
    /// <param name="brokenLogs">The full logs of the steps that broke, by step id.</param>
    Task EndAsync(ExecutionDocument end, IReadOnlyDictionary<string, IReadOnlyList<LogLine>> brokenLogs);
}
