using BudPipeline.Server.Api;

namespace BudPipeline.Server.Engine;

/// <summary>Tags as requests give them.</summary>
internal static class Tags
{
    private const int Most = 50;
    private const int Longest = 255;

    /// <summary>These tags, which are few and short enough.</summary>
    public static IReadOnlyList<string> Checked(IReadOnlyList<string>? tags) =>
        tags is null ? []
        : tags.Count <= Most && tags.All(tag => tag is { Length: > 0 and <= Longest }) ? tags
        : throw new ProblemException(
            Problems.Validation(
                $"there may be {Most} tags at most, each of 1 to {Longest} characters",
                "tags",
                "shorten or drop some"
            )
        );
}
