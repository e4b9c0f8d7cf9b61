namespace BudPipeline.Cli.Tests.Processes;

/// <summary>Waits for what another process does.</summary>
public static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(50);

    public static Task IsTrueAsync(Func<bool> condition, string otherwise) =>
        IsTrueAsync(() => Task.FromResult(condition()), otherwise);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, string otherwise)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < Patience, otherwise);
            await Task.Delay(LookAgainAfter, TimeProvider.System);
        }
    }
}
