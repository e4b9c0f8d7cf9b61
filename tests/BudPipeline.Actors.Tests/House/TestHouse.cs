using System.Collections.Immutable;
using Akka.Actor;
using Akka.Hosting;
using BudPipeline.Actors.Executions;
using BudPipeline.Actors.Revival;
using BudPipeline.Actors.Watching;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Executions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace BudPipeline.Actors.Tests.House;

/// <summary>What stays when a node goes: its journal, its tables.</summary>
internal sealed class TestDisk
{
    public TestDisk() => Directory = new TestDirectory(Journal, Plans);

    public JournalStore Journal { get; } = new();

    public TestDirectory Directory { get; }

    public TestPlanSource Plans { get; } = new();
}

/// <summary>A whole engine as <see cref="EngineHosting.WithEngine"/> puts it together, on a test journal.</summary>
internal sealed class TestHouse : IAsyncDisposable, IJournalHealth
{
    // Without the last line the end of the system would be an orderly one.
    private const string Quiet = """
        akka.loglevel = OFF
        akka.stdout-loglevel = OFF
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """;

    private readonly ServiceProvider services;
    private TaskCompletionSource healthy = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestHouse(TestDisk disk, EngineOptions options, TimeProvider time, Action<AkkaConfigurationBuilder> journal)
    {
        Disk = disk;
        services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(options)
            .AddSingleton(time)
            .AddSingleton<IPlanSource>(disk.Plans)
            .AddSingleton<IExecutionDirectory>(disk.Directory)
            .AddSingleton<IExecutionHistory>(disk.Journal)
            .AddSingleton<IJournalHealth>(this)
            .AddSingleton<IStepRunner>(Runner)
            .AddSingleton<IHostApplicationLifetime, TestLifetime>()
            .AddExecutionWatches()
            .AddAkka(
                "house",
                akka =>
                {
                    journal(akka);
                    akka.AddHocon(Quiet, HoconAddMode.Prepend);
                    akka.WithEngine();
                }
            )
            .BuildServiceProvider();
        System = services.GetRequiredService<ActorSystem>();
    }

    public TestDisk Disk { get; }

    public TestRunner Runner { get; } = new();

    public ActorSystem System { get; }

    public IActorRef Region => ActorRegistry.For(System).Get<ExecutionRegion>();

    public IActorRef Reviver => ActorRegistry.For(System).Get<Reviver>();

    public ExecutionWatches Watches => services.GetRequiredService<ExecutionWatches>();

    public bool IsHealthy { get; private set; } = true;

    public static EngineOptions Options(string runner = "node-1") =>
        new()
        {
            Runner = runner,
            IdleAfter = TimeSpan.FromMilliseconds(50),
            Revive = new Backoff(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(100)),
            Resend = new Backoff(TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(200)),
        };

    public static async Task<TestHouse> OpenAsync(
        TestDisk? disk = null,
        EngineOptions? options = null,
        TimeProvider? time = null,
        Action<TestRunner>? runner = null,
        Action<AkkaConfigurationBuilder>? journal = null
    )
    {
        disk ??= new TestDisk();
        var house = new TestHouse(
            disk,
            options ?? Options(),
            time ?? TimeProvider.System,
            journal
                ?? (
                    akka =>
                    {
                        akka.AddSetup(disk.Journal);
                        akka.AddHocon(TestJournal.Hocon, HoconAddMode.Prepend);
                    }
                )
        );
        runner?.Invoke(house.Runner);
        foreach (var hosted in house.services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }

        return house;
    }

    public void Fall() => (IsHealthy, healthy) = (false, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Recover()
    {
        IsHealthy = true;
        healthy.TrySetResult();
    }

    /// <summary>Somebody waits for the journal.</summary>
    public Arrivals<bool> AskedForHealth { get; } = new();

    public Task WhenHealthyAsync(CancellationToken cancellation)
    {
        AskedForHealth.Add(IsHealthy);
        return IsHealthy ? Task.CompletedTask : healthy.Task.WaitAsync(cancellation);
    }

    public async Task<T> AskAsync<T>(ExecutionProtocol.IExecutionMessage message)
    {
        var reply = await Region.Ask<object>(message, Arrivals<T>.Patience);
        return Assert.IsType<T>(reply);
    }

    /// <summary>Ends once the region has passed on everything that was sent to it before.</summary>
    public async Task PassedOnAsync() =>
        await AskAsync<ExecutionProtocol.ExecutionNotFound>(new ExecutionProtocol.GetExecution("nobody"));

    /// <summary>Ends once an execution has left memory.</summary>
    public async Task AsleepAsync(string executionId)
    {
        var actor = new ActorSelection(Region, executionId);
        var identity = await actor.Ask<ActorIdentity>(new Identify(null), Arrivals<int>.Patience);
        if (identity.Subject is { } subject)
        {
            await subject.WatchAsync().WaitAsync(Arrivals<int>.Patience);
        }
    }

    /// <summary>Sends a command until it is answered by more than busy, as a client does.</summary>
    public async Task<object> InsistAsync(ExecutionProtocol.SubmitCommand command)
    {
        while (true)
        {
            try
            {
                var reply = await Region.Ask<object>(command, TimeSpan.FromSeconds(1));
                if (reply is not ExecutionProtocol.ExecutionBusy)
                {
                    return reply;
                }
            }
            catch (AskTimeoutException)
            {
                // It went down with the execution it was sent to.
            }
        }
    }

    public async Task StartAsync(string executionId, ExecutionPlan plan)
    {
        Disk.Plans.Store(plan);
        await AskAsync<ExecutionProtocol.ExecutionAccepted>(TestPlans.Start(executionId, plan));
    }

    public async Task<ExecutionState> StateAsync(string executionId) =>
        (await AskAsync<ExecutionProtocol.ExecutionSnapshot>(new ExecutionProtocol.GetExecution(executionId))).State;

    /// <summary>All events of an execution, once it has ended.</summary>
    public async Task<ImmutableArray<ExecutionEvent>> FinishedAsync(string executionId)
    {
        using var patience = new CancellationTokenSource(Arrivals<int>.Patience);
        var watch = Watches.Open(executionId);
        var events = ImmutableArray.CreateBuilder<ExecutionEvent>();
        await foreach (var e in watch.WithCancellation(patience.Token))
        {
            Assert.Equal(events.Count + 1, e.Sequence);
            events.Add(e.Event);
        }

        Assert.Equal(WatchEnd.Finished, watch.End);
        return events.ToImmutable();
    }

    /// <summary>The process is asked to end.</summary>
    public Task StopAsync() => CoordinatedShutdown.Get(System).Run(CoordinatedShutdown.ClrExitReason.Instance);

    /// <summary>The process is gone, at once and without a word.</summary>
    public async Task KillAsync()
    {
        await System.Terminate();
        await services.DisposeAsync();
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private sealed class TestLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() { }
    }
}
