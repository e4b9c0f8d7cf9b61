using BudPipeline.Server.Api;
using BudPipeline.Server.Observing;
using BudPipeline.Server.Security;

namespace BudPipeline.Server.Hosting;

/// <summary>A node as a web application, ready to be started.</summary>
internal static class BudServer
{
    public static WebApplication Build(
        NodeSettings settings,
        NodeFolder folder,
        NodeDatabase database,
        Action<IServiceCollection> configure
    )
    {
        var builder = WebApplication.CreateSlimBuilder(
            new WebApplicationOptions
            {
                ApplicationName = "bud",
                EnvironmentName = Environments.Production,
                // Else the folder it was started in would be watched, with everything below it.
                Args = ["--hostBuilder:reloadConfigOnChange=false"],
            }
        );
        builder.WebHost.UseUrls(settings.Server.Urls);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = settings.Server.MaxBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = settings.Server.MaxHeaderBytes;
        });
        builder.Services.Configure<HostOptions>(host =>
            host.ShutdownTimeout = TimeSpan.FromSeconds(settings.Server.ShutdownSeconds)
        );
        if (settings.Kind == NodeKind.Run)
        {
            builder.Services.AddSingleton<IHostLifetime, OwnedLifetime>();
        }

        builder.AddNodeLogging(settings.Kind);
        builder.Services.AddNode(settings, folder, database);
        configure(builder.Services);

        var app = builder.Build();
        app.Services.GetRequiredService<NodeReadiness>();
        app.UseNodeMeters();
        app.UseCorrelationId();
        app.UseSecurityHeaders();
        app.UseAuditing();
        app.UseProblemAnswers();
        app.UseOwnPagesOnly();
        app.UseRouting();
        app.UseDoor();
        app.MapApi();
        return app;
    }
}
