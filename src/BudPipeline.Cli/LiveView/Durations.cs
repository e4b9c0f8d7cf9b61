using System.Globalization;

namespace BudPipeline.Cli.LiveView;

/// <summary>Spans of time for people: <c>0.34s</c>, <c>12.3s</c>, <c>4m 05s</c>, <c>2h 07m</c>.</summary>
internal static class Durations
{
    public static string Text(double seconds) =>
        seconds switch
        {
            < 0 => "0.00s",
            < 10 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00}s"),
            < 60 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0}s"),
            < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 60}m {(int)seconds % 60:00}s"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{(int)seconds / 3600}h {(int)seconds / 60 % 60:00}m"),
        };

    public static string Text(TimeSpan span) => Text(span.TotalSeconds);
}
