using System.Globalization;

namespace BudPipeline.Worker.Tests;

/// <summary>Waits for what other processes do.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task BecomesTrueAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"did not happen within {Limit}: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
        }
    }

    public static async Task<string> FileAsync(string path)
    {
        await BecomesTrueAsync(() => File.Exists(path) && new FileInfo(path).Length > 0, $"{path} is written");
        return await File.ReadAllTextAsync(path);
    }

    public static async Task<int> PidAsync(string path)
    {
        await BecomesTrueAsync(() => File.Exists(path) && File.ReadAllText(path).EndsWith('\n'), $"{path} is written");
        return int.Parse(await File.ReadAllTextAsync(path), CultureInfo.InvariantCulture);
    }

    public static string CommandLineOf(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    public static bool IsAlive(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[stat.LastIndexOf(')') + 2] is not ('Z' or 'X');
        }
        catch (IOException)
        {
            return false;
        }
    }
}
