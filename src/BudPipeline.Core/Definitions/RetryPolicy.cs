using System.Collections.Immutable;

namespace BudPipeline.Core.Definitions;

/// <summary>How often and how late a failed attempt is repeated. Contract §a.1 and §a.4.</summary>
/// <param name="MaxAttempts">Attempts in all, the first included; 1 to 10.</param>
/// <param name="BackoffSeconds">Seconds before the second attempt; at least 1.</param>
/// <param name="BackoffMultiplier">What each further wait is multiplied with; at least 1.0.</param>
/// <param name="MaxBackoffSeconds">The longest wait in seconds; at least 1.</param>
/// <param name="RetryOn">Kinds of errors that are repeated (timeout, connection_error, http_5xx, application); empty means all but business errors.</param>
public sealed record RetryPolicy(
    int MaxAttempts,
    int BackoffSeconds,
    double BackoffMultiplier,
    int MaxBackoffSeconds,
    ImmutableArray<string> RetryOn
)
{
    /// <summary>What <c>retry: {}</c> and <c>on_failure: retry</c> mean.</summary>
    public static RetryPolicy Default { get; } = new(3, 60, 2.0, 3600, []);

    /// <summary>By which part of itself a wait may be shorter, so that steps that failed together are not repeated together; 0 to 1.</summary>
    public double Jitter { get; init; }

    /// <summary>The wait before the next attempt with its jitter.</summary>
    /// <param name="attemptsUsed">How many attempts of the budget have failed; at least 1.</param>
    /// <param name="chance">From 0 up to 1: which of the possible waits.</param>
    public TimeSpan DelayAfter(int attemptsUsed, double chance) => DelayAfter(attemptsUsed) * (1 - (Jitter * chance));

    /// <summary>The wait before the next attempt, after this many attempts were used up; whole seconds, truncated.</summary>
    /// <param name="attemptsUsed">How many attempts of the budget have failed; at least 1.</param>
    public TimeSpan DelayAfter(int attemptsUsed)
    {
        var seconds = BackoffSeconds * Math.Pow(BackoffMultiplier, attemptsUsed - 1);
        return TimeSpan.FromSeconds(Math.Floor(Math.Min(seconds, MaxBackoffSeconds)));
    }

    /// <summary>Whether a failure of this kind is repeated after this many attempts of the budget.</summary>
    public bool Allows(string errorType, int attemptsUsed) =>
        attemptsUsed < MaxAttempts && errorType != "business" && (RetryOn.IsEmpty || RetryOn.Contains(errorType));
}
