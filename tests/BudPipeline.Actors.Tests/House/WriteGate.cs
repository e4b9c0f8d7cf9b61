namespace BudPipeline.Actors.Tests.House;

/// <summary>Holds writes of the journal until the test lets them through, or fails them.</summary>
internal sealed class WriteGate
{
    private readonly Arrivals<Held> held = new();

    /// <summary>Writes from now on wait.</summary>
    public static WriteGate Close(JournalStore journal)
    {
        var gate = new WriteGate();
        journal.OnWrite = write =>
        {
            var waiting = new Held(write);
            gate.held.Add(waiting);
            return waiting.Decided.Task;
        };
        return gate;
    }

    /// <summary>The next write that arrived.</summary>
    public Task<Held> NextAsync() => held.NextAsync();

    internal sealed record Held(Write Write)
    {
        public TaskCompletionSource Decided { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Let() => Decided.SetResult();

        public void Fail() => Decided.SetException(new IOException("the disk is full"));
    }
}
