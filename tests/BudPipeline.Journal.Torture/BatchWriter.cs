using Akka.Actor;
using Akka.Persistence;

namespace BudPipeline.Journal.Torture;

/// <summary>Persists one atomic batch after the other and tells the last number of each that is acknowledged.</summary>
public sealed class BatchWriter(string id, Action<string, long> onAcknowledged) : UntypedPersistentActor
{
    private const int LargestBatch = 5;

    private long _number;

    public override string PersistenceId { get; } = id;

    public override Recovery Recovery { get; } = new(SnapshotSelectionCriteria.None);

    /// <summary>How many events the batch of a number has.</summary>
    public static int SizeOf(long number) => (int)(number % LargestBatch) + 1;

    protected override void OnCommand(object message)
    {
        if (message is Next)
        {
            WriteBatch();
        }
    }

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case string text:
                _number = Batch.Parse(text).Number;
                break;
            case RecoveryCompleted:
                Self.Tell(Next.Instance);
                break;
        }
    }

    private void WriteBatch()
    {
        var number = _number + 1;
        var size = SizeOf(number);
        var left = size;
        PersistAll(
            Batch.Events(number, size),
            _ =>
            {
                if (--left == 0)
                {
                    _number = number;
                    onAcknowledged(PersistenceId, LastSequenceNr);
                    Self.Tell(Next.Instance);
                }
            }
        );
    }

    private sealed class Next
    {
        public static Next Instance { get; } = new();
    }
}
