using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Api;

/// <summary>What the queries of lists have in common.</summary>
internal static class ListQueries
{
    /// <summary>Words separated by commas.</summary>
    public static string[] Words(string? list) =>
        list?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    public static PageCursor? Cursor(string? text) =>
        text is null
            ? null
            : PageCursor.TryParse(text)
                ?? throw new ProblemException(
                    Problems.Validation($"'{text}' is no cursor", "cursor", "give next_cursor of the page before")
                );

    public static int InRange(int number, int least, int most, string name) =>
        number >= least && number <= most
            ? number
            : throw new ProblemException(Problems.Validation($"{name} is {number}", name, $"give {least} to {most}"));
}
