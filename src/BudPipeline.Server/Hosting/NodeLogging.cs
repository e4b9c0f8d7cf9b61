using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace BudPipeline.Server.Hosting;

/// <summary>What a node says of itself: to people on a terminal, else compact JSON; a <c>bud run</c> only warns.</summary>
internal static class NodeLogging
{
    public static void AddNodeLogging(this WebApplicationBuilder builder, NodeKind kind)
    {
        var isRun = kind == NodeKind.Run;
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Is(isRun ? LogEventLevel.Warning : LogEventLevel.Information)
            .MinimumLevel.Override("Microsoft.AspNetCore", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Extensions.Http", LogEventLevel.Warning);

        // Standard output of a bud run belongs to its result.
        LogEventLevel? standardError = isRun ? LogEventLevel.Verbose : null;
        configuration =
            isRun || !Console.IsOutputRedirected
                ? configuration.WriteTo.Console(
                    outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}",
                    standardErrorFromLevel: standardError,
                    formatProvider: System.Globalization.CultureInfo.InvariantCulture
                )
                : configuration.WriteTo.Console(new CompactJsonFormatter());
        builder.Logging.ClearProviders();
        builder.Logging.AddSerilog(configuration.CreateLogger(), dispose: true);
    }
}
