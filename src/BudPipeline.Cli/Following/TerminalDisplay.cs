using BudPipeline.Cli.LiveView;
using BudPipeline.Client.Executions;
using Spectre.Console;

namespace BudPipeline.Cli.Following;

/// <summary>A tree that moves, ten times a second; at the end the logs of what broke and the outputs.</summary>
internal sealed class TerminalDisplay(IAnsiConsole console, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly CancellationTokenSource ended = new();
    private readonly List<string> notes = [];
    private RunView? view;
    private Task drawing = Task.CompletedTask;

    public void Begin(ExecutionDocument start)
    {
        view = new RunView(start);
        drawing = DrawUntilEndedAsync(view);
    }

    public void Show(ExecutionNotice notice)
    {
        lock (gate)
        {
            view?.Apply(notice);
        }
    }

    public void Note(string text)
    {
        lock (gate)
        {
            notes.Add(text);
        }
    }

    public async Task EndAsync(ExecutionDocument end, IReadOnlyDictionary<string, IReadOnlyList<LogLine>> brokenLogs)
    {
        lock (gate)
        {
            view?.Apply(end);
        }

        await StopDrawingAsync();
        RunEnd.Print(console, end, brokenLogs);
    }

    public async ValueTask DisposeAsync()
    {
        await StopDrawingAsync();
        ended.Dispose();
    }

    private async Task StopDrawingAsync()
    {
        await ended.CancelAsync();
        await drawing;
    }

    private Task DrawUntilEndedAsync(RunView followed) =>
        console
            .Live(Draw(followed))
            .Overflow(VerticalOverflow.Crop)
            .StartAsync(async live =>
            {
                while (!ended.IsCancellationRequested)
                {
                    live.UpdateTarget(Draw(followed));
                    await Task.Delay(Frame, time, ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }

                live.UpdateTarget(Draw(followed));
            });

    private Rows Draw(RunView followed)
    {
        lock (gate)
        {
            var height = console.Profile.Height - notes.Count;
            var tree = RunTree.Draw(followed, time.GetUtcNow(), height, console.Profile.Capabilities.Unicode);
            return new Rows(notes.Select(note => new Markup($"[yellow]{note.EscapeMarkup()}[/]")).Prepend(tree));
        }
    }
}
