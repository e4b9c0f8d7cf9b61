using Akka.Actor;
using Akka.Hosting;
using BudPipeline.Actors;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.Revival;
using BudPipeline.Actors.Watching;
using BudPipeline.Client.Wire;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Journal;
using BudPipeline.Server.Api;
using BudPipeline.Server.Callbacks;
using BudPipeline.Server.Engine;
using BudPipeline.Server.Observing;
using BudPipeline.Server.Security;
using BudPipeline.Server.Storage;
using BudPipeline.Server.Streaming;
using BudPipeline.Worker;

namespace BudPipeline.Server.Hosting;

/// <summary>Puts the rooms of a node together.</summary>
internal static class NodeServices
{
    public static IServiceCollection AddNode(
        this IServiceCollection services,
        NodeSettings settings,
        NodeFolder folder,
        NodeDatabase database
    )
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(settings.Engine);
        services.AddSingleton(settings);
        services.AddSingleton(settings.Server);
        services.AddSingleton(new NodeEnvironment(settings.Templates.Read(Environment.GetEnvironmentVariable)));
        services.AddSingleton<NodeReadiness>();
        services.AddNodeTelemetry(settings);
        return services
            .AddStorage(folder, database)
            .AddEngine()
            .AddBudWorker(settings.Worker)
            .AddDoor(settings.Jwt)
            .AddEdge()
            .AddCallbacks();
    }

    private static IServiceCollection AddStorage(
        this IServiceCollection services,
        NodeFolder folder,
        NodeDatabase database
    )
    {
        services.AddSingleton(database.Journal);
        services.AddSingleton(provider => new LogStore(
            new LogsTable(folder.Logs),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<LogStore>>()
        ));
        services.AddSingleton<IStepLogs>(provider => provider.GetRequiredService<LogStore>());
        services.AddSingleton<ExecutionsTable>();
        services.AddSingleton<DefinitionsTable>();
        services.AddSingleton<IdempotencyKeysTable>();
        services.AddSingleton<ExecutionDeletion>();
        services.AddSingleton<OutboxTable>();
        services.AddSingleton<OutboxSignal>();
        services.AddSingleton<PipelinesTable>();
        services.AddSingleton<PipelineVersionsTable>();
        return services;
    }

    private static IServiceCollection AddEngine(this IServiceCollection services)
    {
        services.AddSingleton(BuiltInActions.Catalog);
        services.AddSingleton<PlanSource>();
        services.AddSingleton<IPlanSource>(provider => provider.GetRequiredService<PlanSource>());
        services.AddSingleton<IExecutionDirectory, ExecutionDirectory>();
        services.AddSingleton<ExecutionHistory>();
        services.AddSingleton<IExecutionHistory>(provider => provider.GetRequiredService<ExecutionHistory>());
        services.AddSingleton<IJournalHealth, JournalHealthPort>();
        services.AddExecutionWatches();
        return services.AddAkka(
            "bud",
            (akka, provider) =>
                akka.AddSetup(
                        new JournalSetup(
                            provider.GetRequiredService<JournalDatabase>(),
                            Projections.All(provider.GetRequiredService<OutboxSignal>())
                        )
                    )
                    .AddHocon(BudJournal.Config(), HoconAddMode.Prepend)
                    .ConfigureLoggers(loggers =>
                    {
                        loggers.ClearLoggers();
                        loggers.AddLoggerFactory();
                    })
                    .WithEngine()
        );
    }

    private static IServiceCollection AddEdge(this IServiceCollection services)
    {
        services.AddSingleton<ExecutionAsk>();
        services.AddSingleton<ExecutionReader>();
        services.AddSingleton<ExecutionStarts>();
        services.AddSingleton<ExecutionStreams>();
        services.AddSingleton<SavedPipelines>();
        services.AddSingleton<PipelineImport>();
        services.AddSingleton<PipelineDocuments>();
        services.AddSingleton<PipelineIds>();
        services.AddSingleton(provider => new NodeExecutions(
            provider.GetRequiredService<ExecutionStarts>(),
            provider.GetRequiredService<ExecutionReader>()
        ));
        services.AddSingleton(provider => new NodeHistories(
            provider.GetRequiredService<ActorSystem>(),
            provider.GetRequiredService<DefinitionIntake>(),
            provider.GetRequiredService<PlanSource>()
        ));
        services.AddSingleton<DefinitionIntake>();
        services.AddSingleton<DefinitionSchema>();
        services.AddSingleton<IExecutionIds, ExecutionIds>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options =>
        {
            var wire = BudJson.Wire.Options;
            options.SerializerOptions.PropertyNamingPolicy = wire.PropertyNamingPolicy;
            options.SerializerOptions.Encoder = wire.Encoder;
            options.SerializerOptions.Converters.Add(new UtcTimestampConverter());
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, BudJson.Wire);
        });
        services.AddOpenApi();
        return services;
    }

    private static IServiceCollection AddCallbacks(this IServiceCollection services)
    {
        services
            .AddHttpClient(CallbackSender.ClientName)
            .ConfigurePrimaryHttpMessageHandler(CallbackSender.CreateHandler)
            .RemoveAllLoggers();
        services.AddSingleton<CallbackSender>();
        services.AddHostedService<CallbackDispatcher>();
        return services;
    }
}
