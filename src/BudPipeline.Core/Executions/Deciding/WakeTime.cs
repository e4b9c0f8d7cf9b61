using System.Globalization;

namespace BudPipeline.Core.Executions.Deciding;

/// <summary>
/// Moments as authors write them: <c>2026-03-01T08:00:00</c> in a time zone, the same with an offset of its own, or a time
/// of day such as <c>08:30</c>, which means its next occurrence. A time that a change to summer time leaves out is the
/// moment of that change; of one that comes twice the first counts.
/// </summary>
internal static class WakeTime
{
    private static readonly string[] TimesOfDay = ["HH:mm", "HH:mm:ss", "H:mm", "H:mm:ss"];

    /// <summary>The moment that a text means; null when it means none.</summary>
    public static DateTimeOffset? Parse(string text, TimeZoneInfo zone, DateTimeOffset now)
    {
        var trimmed = text.Trim();
        var isTimeOfDay = TimeOnly.TryParseExact(
            trimmed,
            TimesOfDay,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time
        );
        if (isTimeOfDay)
        {
            return Next(time, zone, now);
        }

        if (
            !trimmed.Contains('T', StringComparison.Ordinal)
            || !DateTime.TryParse(
                trimmed,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AdjustToUniversal,
                out var moment
            )
        )
        {
            return null;
        }

        return moment.Kind == DateTimeKind.Utc ? new DateTimeOffset(moment, TimeSpan.Zero) : In(zone, moment);
    }

    private static DateTimeOffset Next(TimeOnly time, TimeZoneInfo zone, DateTimeOffset now)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var first = In(zone, today.ToDateTime(time));
        return first > now ? first : In(zone, today.AddDays(1).ToDateTime(time));
    }

    private static DateTimeOffset In(TimeZoneInfo zone, DateTime local)
    {
        if (zone.IsInvalidTime(local))
        {
            return EndOfGap(zone, local);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static DateTimeOffset EndOfGap(TimeZoneInfo zone, DateTime local)
    {
        // Gaps begin and end on whole minutes.
        var end = new DateTime(
            local.Year,
            local.Month,
            local.Day,
            local.Hour,
            local.Minute,
            0,
            DateTimeKind.Unspecified
        );
        while (zone.IsInvalidTime(end))
        {
            end = end.AddMinutes(1);
        }

        return new DateTimeOffset(end, zone.GetUtcOffset(end)).ToUniversalTime();
    }
}
