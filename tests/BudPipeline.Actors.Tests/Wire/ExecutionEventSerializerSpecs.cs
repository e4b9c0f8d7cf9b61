using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Configuration;
using BudPipeline.Actors.Tests.House;
using BudPipeline.Actors.Wire;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Tests.Wire;

/// <summary>
/// The golden files are what journals out there hold. A changed one means that old journals are no longer read: give the
/// new shape a new manifest instead. <c>UPDATE_APPROVED=1</c> writes the files of new manifests.
/// </summary>
public sealed class ExecutionEventSerializerSpecs : IAsyncLifetime
{
    private readonly ActorSystem system = ActorSystem.Create(
        "wire",
        ConfigurationFactory.ParseString(ExecutionEventSerializer.Hocon)
    );

    public static TheoryData<string> ManifestNames => [.. Manifests.All.Order(StringComparer.Ordinal)];

    private ExecutionEventSerializer Serializer => new((ExtendedActorSystem)system);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => system.Terminate();

    [Theory]
    [MemberData(nameof(ManifestNames))]
    public void An_event_is_written_as_its_golden_file_and_read_back_equal(string manifest)
    {
        var e = CanonicalEvents.All.Single(c => Manifests.Of(c.GetType()) == manifest);
        var file = Path.Combine(ApprovedFolder(), manifest.Replace('/', '-') + ".json");
        var bytes = Serializer.ToBinary(e);
        if (Environment.GetEnvironmentVariable("UPDATE_APPROVED") == "1" && !File.Exists(file))
        {
            File.WriteAllBytes(file, bytes);
        }

        var approved = File.ReadAllBytes(file);
        Assert.Equal(Encoding.UTF8.GetString(approved), Encoding.UTF8.GetString(bytes));
        var read = Serializer.FromBinary(approved, manifest);
        Assert.IsType(e.GetType(), read);
        Assert.True(StructuralEquality.Same(e, read), EventText.Of((ExecutionEvent)read));
    }

    [Fact]
    public void Every_event_has_a_manifest_and_a_golden_file()
    {
        var events = typeof(ExecutionEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(ExecutionEvent)));
        Assert.All(events, type => Assert.NotNull(Manifests.Of(type)));
        Assert.Equal(
            Manifests.All.Select(m => m.Replace('/', '-')).Order(StringComparer.Ordinal),
            Directory.GetFiles(ApprovedFolder()).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_identifier_that_stands_in_journals_is_7201()
    {
        Assert.Equal(7201, Serializer.Identifier);
        Assert.IsType<ExecutionEventSerializer>(system.Serialization.FindSerializerFor(CanonicalEvents.All[0]));
    }

    [Fact]
    public void An_unknown_manifest_is_a_loud_failure()
    {
        var error = Assert.Throws<SerializationException>(() =>
            Serializer.FromBinary("{}"u8.ToArray(), "steps-started/v9")
        );
        Assert.Contains("steps-started/v9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_bytes_are_a_loud_failure() =>
        Assert.Throws<SerializationException>(() => Serializer.FromBinary("{\"at\""u8.ToArray(), "steps-started/v1"));

    [Fact]
    public void What_has_no_serializer_is_refused() =>
        Assert.Throws<SerializationException>(() => system.Serialization.FindSerializerFor(new Unbound()));

    [Fact]
    public void What_is_absent_is_not_written()
    {
        var e = new ExecutionFinished(DateTimeOffset.UnixEpoch, ExecutionStatus.Completed, Outputs: null, Error: null);
        Assert.Equal("{\"status\":\"completed\",\"at\":\"1970-01-01T00:00:00+00:00\"}", EventText.Of(e));
    }

    [Fact]
    public void A_forced_stop_says_so()
    {
        var e = new ExecutionStopping(DateTimeOffset.UnixEpoch, StopReason.Cancelled, null, null, Force: true);
        const string written = "{\"reason\":\"cancelled\",\"force\":true,\"at\":\"1970-01-01T00:00:00+00:00\"}";
        Assert.Equal(written, EventText.Of(e));
        Assert.Equal(e, Serializer.FromBinary(Encoding.UTF8.GetBytes(written), "execution-stopping/v1"));
    }

    [Fact]
    public void A_start_out_of_a_wait_says_so()
    {
        var e = new StepsStarted(DateTimeOffset.UnixEpoch, "n", [new StepStart(9, 1, DateTimeOffset.UnixEpoch, true)]);
        const string deadline = "\"deadline\":\"1970-01-01T00:00:00+00:00\"";
        Assert.Contains(
            $"{{\"ordinal\":9,\"attempt\":1,{deadline},\"waited\":true}}",
            EventText.Of(e),
            StringComparison.Ordinal
        );
        Assert.True(
            StructuralEquality.Same(e, Serializer.FromBinary(Serializer.ToBinary(e), "steps-started/v1")),
            EventText.Of(e)
        );
    }

    private static string ApprovedFolder([CallerFilePath] string here = "") =>
        Path.Combine(Path.GetDirectoryName(here)!, "Approved");

    private sealed record Unbound;
}
