using System.ComponentModel.DataAnnotations;

namespace BudPipeline.Actors;

/// <summary>Settings of the engine on one node.</summary>
public sealed record EngineOptions
{
    /// <summary>Where they stand in the configuration.</summary>
    public const string Section = "Engine";

    /// <summary>This node incarnation: another one after every start of the process.</summary>
    [Required]
    public required string Runner { get; init; }

    /// <summary>
    /// Whether this node wakes every execution that is not terminal, and parks those that wait long. False on a node that
    /// serves one <c>bud run</c>: it leaves the others alone.
    /// </summary>
    public bool ResumesAll { get; init; } = true;

    /// <summary>How many messages may wait for one execution while it writes; more are answered busy.</summary>
    [Range(1, 1_000_000)]
    public int InboxCapacity { get; init; } = 10_000;

    /// <summary>How long an execution with nothing to do stays in memory.</summary>
    public TimeSpan IdleAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// How long an execution that has ended stays in memory: long enough for whoever waited for it to ask how it ended.
    /// </summary>
    public TimeSpan KeepEndedFor { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>An execution with nothing running whose next moment is further away than this parks.</summary>
    public TimeSpan ParkAfter { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an attempt that was asked to stop may take before it is reported as stuck.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The waits before an outcome that nobody acknowledged is sent again.</summary>
    public Backoff Resend { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>The waits before an execution that crashed is woken again.</summary>
    public Backoff Revive { get; init; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>How many crashes in a row quarantine an execution.</summary>
    [Range(1, 1_000)]
    public int QuarantineAfter { get; init; } = 5;

    /// <summary>An execution that did not crash for this long begins to count from one.</summary>
    public TimeSpan CalmAfter { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How many executions may be waking at once.</summary>
    [Range(1, 100_000)]
    public int WakeWindow { get; init; } = 200;

    /// <summary>How long the answer of an execution that is being woken is waited for.</summary>
    public TimeSpan WakePatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the table of parked executions is looked at when nothing is known to be due.</summary>
    public TimeSpan WakeLook { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many messages a slow reader of a watch may lag behind before the watch is closed.</summary>
    [Range(1, 1_000_000)]
    public int WatchCapacity { get; init; } = 1_024;
}
