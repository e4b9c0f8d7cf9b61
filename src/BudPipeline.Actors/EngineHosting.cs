using Akka.Actor;
using Akka.Hosting;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.Regions;
using BudPipeline.Actors.Revival;
using BudPipeline.Actors.Steps;
using BudPipeline.Actors.WakeUps;
using BudPipeline.Actors.Watching;
using BudPipeline.Actors.Wire;
using BudPipeline.Core.Actions;
using Microsoft.Extensions.DependencyInjection;

namespace BudPipeline.Actors;

/// <summary>What the engine needs of the house around it.</summary>
/// <param name="Time">The clock.</param>
/// <param name="Plans">Where plans come from.</param>
/// <param name="Directory">The list of executions.</param>
/// <param name="Journal">Whether it can write.</param>
/// <param name="Runner">Runs attempts.</param>
public sealed record EnginePorts(
    TimeProvider Time,
    IPlanSource Plans,
    IExecutionDirectory Directory,
    IJournalHealth Journal,
    IStepRunner Runner
);

/// <summary>Puts the engine into an actor system.</summary>
public static class EngineHosting
{
    // Commands get 5 s between TERM and KILL, so the phase that ends them takes longer than Akka's own 5 s.
    // Signals are the host's business: a `bud run` answers the first Ctrl-C with a cancel, not with the system's end.
    private const string ShutdownHocon = """
        akka.coordinated-shutdown {
          phases.before-service-unbind.timeout = 30 s
          run-by-clr-shutdown-hook = off
        }
        """;
    private static readonly TimeSpan RegionStop = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StepsStop = TimeSpan.FromSeconds(18);

    /// <summary>
    /// The engine of one node. Takes <see cref="EngineOptions"/>, <see cref="TimeProvider"/>, <see cref="IPlanSource"/>,
    /// <see cref="IExecutionDirectory"/>, <see cref="IJournalHealth"/> and <see cref="IStepRunner"/> from the container;
    /// the journal is configured beside it.
    /// </summary>
    public static AkkaConfigurationBuilder WithEngine(this AkkaConfigurationBuilder builder) =>
        builder
            .AddHocon(ExecutionEventSerializer.Hocon, HoconAddMode.Prepend)
            .AddHocon(ShutdownHocon, HoconAddMode.Prepend)
            .WithActors(
                (system, registry, resolver) =>
                    StartEngine(
                        system,
                        registry,
                        resolver.GetService<EngineOptions>(),
                        new EnginePorts(
                            resolver.GetService<TimeProvider>(),
                            resolver.GetService<IPlanSource>(),
                            resolver.GetService<IExecutionDirectory>(),
                            resolver.GetService<IJournalHealth>(),
                            resolver.GetService<IStepRunner>()
                        )
                    )
            );

    /// <summary>The door to watches; needs <see cref="IExecutionHistory"/> in the container.</summary>
    public static IServiceCollection AddExecutionWatches(this IServiceCollection services) =>
        services.AddSingleton<ExecutionWatches>();

    internal static void StartEngine(
        ActorSystem system,
        IActorRegistry registry,
        EngineOptions options,
        EnginePorts ports
    )
    {
        // Akka's scheduler starts at its first use and blocks whoever uses it meanwhile: with as many executions as the
        // pool has threads recovering at once, nobody would be left to start it.
        system.Scheduler.Advanced.ScheduleOnce(TimeSpan.Zero, static () => { });

        var (time, directory) = (ports.Time, ports.Directory);
        var steps = system.ActorOf(StepSupervisorActor.Props(new StepRoom(options, time, ports.Runner)), "steps");
        var region = system.ActorOf(
            EmbeddedRegionActor.Props(id => ExecutionActor.Props(id, Room()), options.InboxCapacity),
            "executions"
        );
        registry.Register<StepSupervisor>(steps);
        registry.Register<ExecutionRegion>(region);
        registry.Register<Reviver>(
            system.ActorOf(ReviverActor.Props(options, time, directory, ports.Journal, region), "reviver")
        );
        registry.Register<Waker>(
            options.ResumesAll
                ? system.ActorOf(WakeUpActor.Props(options, time, directory, region), "wake-ups")
                : ActorRefs.Nobody
        );

        // Executions first: what their attempts say while they are being ended is no outcome.
        var shutdown = CoordinatedShutdown.Get(system);
        shutdown.AddTask(
            CoordinatedShutdown.PhaseBeforeServiceUnbind,
            "stop-executions-and-steps",
            async () =>
            {
                await region.GracefulStop(RegionStop, RegionProtocol.Drain.Instance);
                await steps.GracefulStop(StepsStop, StepProtocol.Drain.Instance);
                return Akka.Done.Instance;
            }
        );

        // Asked when an execution is created: by then everything is registered.
        ExecutionRoom Room() =>
            new(
                options,
                time,
                ports.Plans,
                directory,
                registry.Get<ExecutionRegion>(),
                steps,
                registry.Get<Waker>(),
                registry.Get<Reviver>(),
                RegionProtocol.Passivate.Instance
            );
    }
}
