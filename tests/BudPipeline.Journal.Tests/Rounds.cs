using System.Globalization;

namespace BudPipeline.Journal.Tests;

/// <summary>How much of a fault is tried: CI runs a little, whoever wants more says so by environment variables.</summary>
internal static class Rounds
{
    /// <summary><c>BUD_TORTURE_ROUNDS</c>, or so many.</summary>
    public static int Of(int few) => NumberOf("BUD_TORTURE_ROUNDS") ?? few;

    /// <summary>How long a stopped server stays away: <c>BUD_TORTURE_OUTAGE_SECONDS</c>, or so long.</summary>
    public static TimeSpan Outage(TimeSpan few) =>
        NumberOf("BUD_TORTURE_OUTAGE_SECONDS") is { } seconds ? TimeSpan.FromSeconds(seconds) : few;

    private static int? NumberOf(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : null;
}
