using System.Globalization;
using System.Text.Json;

namespace BudPipeline.Cli.Bench.Finished;

/// <summary>One way to list executions, asked over HTTP many times.</summary>
/// <param name="Name">As the report names it.</param>
/// <param name="Query">What stands behind the question mark.</param>
/// <param name="Total">How many match in all.</param>
internal sealed record TimedList(string Name, string Query, long Total)
{
    private const int Times = 30;
    private const int WarmUp = 5;
    public const int PageSize = 20;
    public const int FarPage = 1000;

    public static string PageOf(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"page_size={PageSize}&page={number}");

    /// <summary>The median of how long an answer takes, in milliseconds.</summary>
    public async Task<double> MedianAsync(HttpClient http, TimeProvider time, CancellationToken cancellation)
    {
        await MeasureAsync(WarmUp, http, time, cancellation);
        var figures = await MeasureAsync(Times, http, time, cancellation);
        return Math.Round(figures.P50, 2);
    }

    /// <summary>The cursor behind a page; null when it is the last.</summary>
    public static async Task<string?> CursorAfterAsync(HttpClient http, string query, CancellationToken cancellation)
    {
        using var answer = await AskAsync(http, query, cancellation);
        return answer.RootElement.GetProperty("pagination").GetProperty("next_cursor").GetString();
    }

    public static async Task<long> TotalAsync(HttpClient http, string query, CancellationToken cancellation)
    {
        using var answer = await AskAsync(http, query, cancellation);
        return answer.RootElement.GetProperty("pagination").GetProperty("total_count").GetInt64();
    }

    private Task<LoopFigures> MeasureAsync(
        int times,
        HttpClient http,
        TimeProvider time,
        CancellationToken cancellation
    ) =>
        ClosedLoop.RunAsync(
            times,
            concurrency: 1,
            async () =>
            {
                var total = await TotalAsync(http, Query, cancellation);
                if (total != Total)
                {
                    throw new VerbFailure(
                        ExitCodes.Failed,
                        $"the list {Query} says that {total} match, there should be {Total}"
                    );
                }
            },
            time
        );

    private static async Task<JsonDocument> AskAsync(HttpClient http, string query, CancellationToken cancellation) =>
        JsonDocument.Parse(
            await http.GetByteArrayAsync(new Uri($"/api/v1/executions?{query}", UriKind.Relative), cancellation)
        );
}
