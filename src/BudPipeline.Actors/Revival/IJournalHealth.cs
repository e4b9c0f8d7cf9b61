namespace BudPipeline.Actors.Revival;

/// <summary>Whether the journal can write at all.</summary>
public interface IJournalHealth
{
    /// <summary>What is known now. Safe to call from any thread; never blocks.</summary>
    bool IsHealthy { get; }

    /// <summary>Ends once the journal can write; at once when it can.</summary>
    Task WhenHealthyAsync(CancellationToken cancellation);
}
