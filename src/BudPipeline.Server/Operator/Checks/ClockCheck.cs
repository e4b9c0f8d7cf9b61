using System.Globalization;

namespace BudPipeline.Server.Operator.Checks;

/// <summary>Whether the clock can be right. Pure.</summary>
internal static class ClockCheck
{
    private const string Name = "clock";
    private const string SetIt = "set the clock, and keep it right with a time service (timedatectl set-ntp true)";

    private static readonly DateTimeOffset Made = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Tolerated = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TooMuch = TimeSpan.FromMinutes(1);

    /// <param name="now">What this machine says.</param>
    /// <param name="lastEvent">When the journal's last event was written; null when there is none.</param>
    /// <param name="serverAhead">How far the database server's clock is ahead of ours; null when it has none.</param>
    public static Finding Judge(DateTimeOffset now, DateTimeOffset? lastEvent, TimeSpan? serverAhead)
    {
        var text = now.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (now < Made)
        {
            return Finding.Fault(Name, $"it says {text}, before this bud was made", SetIt);
        }

        if (lastEvent is { } last && last - now > Tolerated)
        {
            return Finding.Warning(
                Name,
                $"it says {text}, {Seconds(last - now)} before the journal's last event: it was set back, and waits "
                    + "last that much longer",
                SetIt
            );
        }

        if (serverAhead is not { } ahead)
        {
            return Finding.Ok(Name, $"it says {text}");
        }

        var apart =
            $"it says {text}, {Seconds(ahead.Duration())} {(ahead < TimeSpan.Zero ? "after" : "before")} the database server's";
        return ahead.Duration() switch
        {
            var far when far > TooMuch => Finding.Fault(Name, apart, SetIt),
            var some when some > Tolerated => Finding.Warning(Name, apart, SetIt),
            _ => Finding.Ok(Name, apart),
        };
    }

    private static string Seconds(TimeSpan span) =>
        string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.###} s");
}
