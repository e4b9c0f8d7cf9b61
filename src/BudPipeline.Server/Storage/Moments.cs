namespace BudPipeline.Server.Storage;

/// <summary>Moments as the tables keep them: milliseconds since 1970 in UTC.</summary>
internal static class Moments
{
    public static long ToColumn(this DateTimeOffset moment) => moment.ToUnixTimeMilliseconds();

    public static DateTimeOffset FromColumn(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? FromColumn(long? milliseconds) => milliseconds is { } some ? FromColumn(some) : null;
}
