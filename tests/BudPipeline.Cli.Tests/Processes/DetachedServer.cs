using System.Diagnostics;
using System.Text.Json;

namespace BudPipeline.Cli.Tests.Processes;

/// <summary>Ends the server that <c>bud run --detach</c> left behind.</summary>
public static class DetachedServer
{
    public static async Task StopAsync(string dataFolder)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(dataFolder, "node.json"));
        using var address = JsonDocument.Parse(text);
        using var process = Process.GetProcessById(address.RootElement.GetProperty("pid").GetInt32());
        process.Kill();
        await process.WaitForExitAsync();
    }
}
