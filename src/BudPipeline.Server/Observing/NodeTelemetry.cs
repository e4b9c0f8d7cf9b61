using BudPipeline.Actors.Observing;
using BudPipeline.Journal;
using BudPipeline.Server.Hosting;
using BudPipeline.Server.Security;
using BudPipeline.Worker.Observing;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BudPipeline.Server.Observing;

/// <summary>
/// Metrics at <c>/metrics</c>, and, where the standard variables (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and its kin) name a
/// collector, metrics and traces to that. Without one no span is made.
/// </summary>
internal static class NodeTelemetry
{
    public static void AddNodeTelemetry(this IServiceCollection services, NodeSettings settings)
    {
        services.AddSingleton<NodeMeters>();
        if (settings.Kind != NodeKind.Serve)
        {
            return;
        }

        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource
                    .AddService(
                        "budpipeline",
                        serviceVersion: BudVersion.Text,
                        serviceInstanceId: settings.Engine.Runner
                    )
                    .AddEnvironmentVariableDetector()
            )
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(EngineMeters.MeterName, NodeMeters.MeterName, JournalDatabase.MeterName)
                    .AddPrometheusExporter(options => options.ScrapeResponseCacheDurationMilliseconds = 0);
                if (IsSent("METRICS"))
                {
                    metrics.AddOtlpExporter();
                }
            });
        if (IsSent("TRACES"))
        {
            telemetry.WithTracing(traces =>
                traces.AddSource(ObservedStepRunner.SourceName).AddAspNetCoreInstrumentation().AddOtlpExporter()
            );
        }
    }

    /// <summary>Stands around everything, so that it sees each answer.</summary>
    public static void UseNodeMeters(this IApplicationBuilder app)
    {
        var meters = app.ApplicationServices.GetRequiredService<NodeMeters>();
        app.Use(
            async (http, next) =>
            {
                using var timer = meters.Begin(http);
                await next(http);
            }
        );
    }

    public static void MapMetrics(this IEndpointRouteBuilder routes)
    {
        if (routes.ServiceProvider.GetService<MeterProvider>() is not null)
        {
            routes.MapPrometheusScrapingEndpoint("/metrics").MayBeCalledBy(CallerRole.Viewer);
        }
    }

    private static bool IsSent(string signal) =>
        !string.Equals(Read("OTEL_SDK_DISABLED"), "true", StringComparison.OrdinalIgnoreCase)
        && (Read("OTEL_EXPORTER_OTLP_ENDPOINT") ?? Read($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT")) is not null;

    private static string? Read(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
