using System.Globalization;
using BudPipeline.Core.Executions;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace BudPipeline.Fixtures;

/// <summary>
/// A server node in a process of its own, to be killed. It is what <c>bud serve</c> is, and takes one order on standard
/// input beside: <c>EXECUTION ORDINAL PERCENT</c> tells the progress of a step's first attempt, which no action does yet.
/// </summary>
internal static class NodeProgram
{
    public const string Verb = "node";
    public const string Ready = "node is ready on ";

    public static async Task<int> RunAsync(string dataFolder, TimeProvider time)
    {
        var commandLine = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Server:Urls"] = "http://127.0.0.1:0",
            ["Server:DataFolder"] = dataFolder,
        };
        var folder = NodeFolder.TryTake(dataFolder) ?? throw new InvalidOperationException($"{dataFolder} is taken");
        var settings = NodeSettings.Read(NodeKind.Serve, commandLine, time);
        await using var node = await BudNode.StartAsync(settings, folder, CancellationToken.None);
        Console.WriteLine($"{Ready}{node.Url}");
        var ask = node.Services.GetRequiredService<ExecutionAsk>();
        while (await Console.In.ReadLineAsync() is { } order)
        {
            var words = order.Split(' ');
            var ordinal = int.Parse(words[1], CultureInfo.InvariantCulture);
            var percent = double.Parse(words[2], CultureInfo.InvariantCulture);
            await ask.CommandAsync(words[0], new ReportProgress(ordinal, 1, percent), CancellationToken.None);
        }

        return 0;
    }
}
