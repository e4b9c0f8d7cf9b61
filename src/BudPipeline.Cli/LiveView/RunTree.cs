using System.Globalization;
using BudPipeline.Client.Executions;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace BudPipeline.Cli.LiveView;

/// <summary>Draws a <see cref="RunView"/> for a terminal: the steps as a tree, below it the overall progress.</summary>
internal static class RunTree
{
    private const int LogLinesOfABrokenStep = 8;
    private const int LongestName = 40;
    private const int BarWidth = 30;

    /// <summary>Lines that are not steps: the header, the note about steps that are not shown, the bar and some air.</summary>
    private const int OtherLines = 5;

    /// <summary>The view at a moment, in at most so many lines.</summary>
    public static IRenderable Draw(RunView view, DateTimeOffset now, int height, bool unicode)
    {
        var tree = new Tree(Line($"[bold]{view.Pipeline.EscapeMarkup()}[/] [grey]{view.Id}[/]"))
        {
            Guide = unicode ? TreeGuide.Line : TreeGuide.Ascii,
            Style = new Style(Color.Grey),
        };
        var glyphs = unicode ? StepGlyphs.Unicode : StepGlyphs.Ascii;
        var shown = StepWindow.Of(view.Steps, Math.Max(height - OtherLines, 1));
        var width = Math.Min(shown.Steps.Select(s => s.Name.Length).DefaultIfEmpty().Max(), LongestName);
        foreach (var step in shown.Steps)
        {
            var node = tree.AddNode(Line(StepText(step, width, now, glyphs)));
            foreach (var line in LinesUnder(step).TakeLast(shown.LinesUnder))
            {
                node.AddNode(Line($"[grey]{line.EscapeMarkup()}[/]"));
            }
        }

        if (shown.Hidden > 0)
        {
            tree.AddNode(Line($"[grey]and {shown.Hidden} more[/]"));
        }

        return new Rows(tree, Line(ProgressText(view, now, unicode)));
    }

    private static IEnumerable<string> LinesUnder(StepView step)
    {
        if (step.IsBroken)
        {
            var lines = step.LastLines.TakeLast(LogLinesOfABrokenStep);
            return step.Error is null ? lines : lines.Append(step.Error);
        }

        return step.IsActive ? step.LastLines.TakeLast(1) : [];
    }

    private static string StepText(StepView step, int width, DateTimeOffset now, StepGlyphs glyphs)
    {
        var name = step.Name.Length > LongestName ? step.Name[..(LongestName - 1)] + "~" : step.Name.PadRight(width);
        var colour = ColourOf(step.Status);
        var details = string.Concat(DetailsOf(step, now).Select(d => $" [grey]{d.EscapeMarkup()}[/]"));
        return $"[{colour}]{glyphs.Of(step.Status, now).EscapeMarkup()}[/] {name.EscapeMarkup()} [{colour}]{step.Status, -9}[/]{details}";
    }

    private static IEnumerable<string> DetailsOf(StepView step, DateTimeOffset now)
    {
        if (step.DurationSeconds is { } seconds)
        {
            yield return Durations.Text(seconds);
        }
        else if (step is { IsActive: true, StartedAt: { } start })
        {
            yield return Durations.Text(now - start);
        }

        if (step.WaitsUntil is { } due && due > now)
        {
            yield return $"{Durations.Text(due - now)} to go";
        }

        if (step.Attempt > 1)
        {
            yield return $"attempt {step.Attempt.ToString(CultureInfo.InvariantCulture)}";
        }

        if (step.SkipReason is { } reason)
        {
            yield return reason;
        }
    }

    private static string ProgressText(RunView view, DateTimeOffset now, bool unicode)
    {
        var (full, rest) = unicode ? ('━', '─') : ('#', '-');
        var filled = (int)Math.Round(view.Progress / 100 * BarWidth);
        var colour = ColourOf(view.Status);
        var bar = $"[{colour}]{new string(full, filled)}[/][grey]{new string(rest, BarWidth - filled)}[/]";
        var percent = view.Progress.ToString("0", CultureInfo.InvariantCulture);
        var elapsed = Durations.Text((view.EndedAt ?? now) - view.CreatedAt);
        var eta = view is { IsTerminal: false, EtaSeconds: { } left } ? $", {Durations.Text(left)} left" : "";
        return $"{bar} {percent, 3}% {view.EndedSteps}/{view.Steps.Count} steps, {elapsed}{eta} [{colour}]{StateOf(view)}[/]";
    }

    private static string StateOf(RunView view) =>
        view switch
        {
            { IsTerminal: true } => view.Status,
            { IsStopping: true } => "stopping",
            { IsPaused: true } => "paused",
            _ => view.Status,
        };

    private static string ColourOf(string status) =>
        status switch
        {
            StatusWords.Completed => "green",
            StatusWords.Failed or StatusWords.Timeout => "red",
            StatusWords.Cancelled or StepWords.Retrying => "yellow",
            StatusWords.Running => "blue",
            StepWords.Waiting => "aqua",
            _ => "grey",
        };

    private static Markup Line(string markup) => new Markup(markup).Overflow(Overflow.Ellipsis);
}
