namespace BudPipeline.Actors.Tests.House;

/// <summary>Waits for what nothing announces.</summary>
internal static class Eventually
{
    public static async Task True(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(Arrivals<int>.Patience);
        using var look = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            await look.WaitForNextTickAsync(patience.Token);
        }
    }
}
