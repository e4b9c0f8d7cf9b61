using System.Collections.Immutable;

namespace BudPipeline.Core.Executions;

/// <summary>The signals of an execution that no step has taken yet, by number.</summary>
public sealed class SignalBox
{
    private readonly ImmutableHashSet<string> ids;

    private SignalBox(ImmutableSortedDictionary<long, Signal> kept, ImmutableHashSet<string> ids, long count)
    {
        Kept = kept;
        this.ids = ids;
        Count = count;
    }

    /// <summary>Where no signal ever came.</summary>
    public static SignalBox Empty { get; } =
        new(ImmutableSortedDictionary<long, Signal>.Empty, ImmutableHashSet.Create<string>(StringComparer.Ordinal), 0);

    /// <summary>Those that wait to be taken, in the order in which they came.</summary>
    public ImmutableSortedDictionary<long, Signal> Kept { get; }

    /// <summary>How many ever came: the number of the last one.</summary>
    public long Count { get; }

    /// <summary>Whether a signal of this id came before.</summary>
    internal bool Knows(string id) => ids.Contains(id);

    internal SignalBox Add(Signal signal) =>
        new(Kept.Add(Count + 1, signal), signal.Id is { } id ? ids.Add(id) : ids, Count + 1);

    internal SignalBox Take(long number) => new(Kept.Remove(number), ids, Count);
}
