using System.Globalization;

namespace BudPipeline.Server.Api;

/// <summary>Moments and spans as requests give them.</summary>
internal static class WireMoments
{
    /// <summary>ISO 8601; without a zone it is UTC.</summary>
    public static bool TryParse(string text, out DateTimeOffset moment) =>
        DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AllowWhiteSpaces,
            out moment
        );

    /// <summary>A moment, or a span back from now such as <c>90s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>.</summary>
    public static bool TryParse(string text, DateTimeOffset now, out DateTimeOffset moment)
    {
        var unit = text.Length == 0 ? 0 : SecondsOf(text[^1]);
        if (
            unit > 0
            && double.TryParse(
                text.AsSpan(0, text.Length - 1),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var count
            )
            && count * unit < (now - DateTimeOffset.UnixEpoch).TotalSeconds
        )
        {
            moment = now - TimeSpan.FromSeconds(count * unit);
            return true;
        }

        return TryParse(text, out moment);
    }

    private static int SecondsOf(char unit) =>
        unit switch
        {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            _ => 0,
        };
}
