using System.Collections;

namespace BudPipeline.Core.Executions;

/// <summary>
/// The states of all steps, by ordinal. Immutable and in chunks, so that an update copies one chunk and not ten thousand
/// entries, and so that two versions are compared by looking only into chunks that differ.
/// </summary>
public sealed class StepTable : IReadOnlyList<StepState>
{
    private const int ChunkBits = 5;
    private const int ChunkSize = 1 << ChunkBits;
    private const int ChunkMask = ChunkSize - 1;
    private readonly StepState[][] chunks;

    private StepTable(StepState[][] chunks, int count)
    {
        this.chunks = chunks;
        Count = count;
    }

    /// <summary>How many steps there are.</summary>
    public int Count { get; }

    /// <summary>The state of a step.</summary>
    public StepState this[int ordinal] => chunks[ordinal >> ChunkBits][ordinal & ChunkMask];

    /// <inheritdoc/>
    public IEnumerator<StepState> GetEnumerator()
    {
        for (var ordinal = 0; ordinal < Count; ordinal++)
        {
            yield return this[ordinal];
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A table of as many steps, each made by its ordinal.</summary>
    internal static StepTable Create(int count, Func<int, StepState> make)
    {
        var made = new StepState[(count + ChunkMask) >> ChunkBits][];
        for (var c = 0; c < made.Length; c++)
        {
            var chunk = new StepState[Math.Min(ChunkSize, count - (c << ChunkBits))];
            for (var i = 0; i < chunk.Length; i++)
            {
                chunk[i] = make((c << ChunkBits) + i);
            }

            made[c] = chunk;
        }

        return new StepTable(made, count);
    }

    /// <summary>A step that has not begun: what those behind the end of a smaller table were.</summary>
    internal static StepState Fresh { get; } = new();

    /// <summary>The state of a step; fresh when it is behind the end.</summary>
    internal StepState At(int ordinal) => ordinal < Count ? this[ordinal] : Fresh;

    /// <summary>The ordinals whose states are not the same object in both tables, ascending; the later one may be longer.</summary>
    internal static IEnumerable<int> Changed(StepTable before, StepTable after)
    {
        if (ReferenceEquals(before.chunks, after.chunks))
        {
            yield break;
        }

        for (var c = 0; c < after.chunks.Length; c++)
        {
            var (old, current) = (c < before.chunks.Length ? before.chunks[c] : [], after.chunks[c]);
            if (ReferenceEquals(old, current))
            {
                continue;
            }

            for (var i = 0; i < current.Length; i++)
            {
                if (!ReferenceEquals(i < old.Length ? old[i] : Fresh, current[i]))
                {
                    yield return (c << ChunkBits) + i;
                }
            }
        }
    }

    internal Builder ToBuilder() => new(this);

    /// <summary>A table under change; copies each chunk once.</summary>
    internal sealed class Builder(StepTable origin)
    {
        private StepState[][] chunks = origin.chunks;
        private StepTable snapshot = origin;

        public StepState this[int ordinal]
        {
            get => chunks[ordinal >> ChunkBits][ordinal & ChunkMask];
            set
            {
                var c = ordinal >> ChunkBits;
                if (ReferenceEquals(chunks, snapshot.chunks))
                {
                    chunks = (StepState[][])chunks.Clone();
                }

                if (ReferenceEquals(chunks[c], snapshot.chunks[c]))
                {
                    chunks[c] = (StepState[])chunks[c].Clone();
                }

                chunks[c][ordinal & ChunkMask] = value;
            }
        }

        public int Count => snapshot.Count;

        /// <summary>Makes room for as many steps; the new ones are fresh and share their chunks until they begin.</summary>
        public void Grow(int count)
        {
            var grown = new StepState[(count + ChunkMask) >> ChunkBits][];
            chunks.CopyTo(grown, 0);
            var last = snapshot.Count >> ChunkBits;
            if (last < chunks.Length)
            {
                grown[last] = [.. chunks[last], .. Enumerable.Repeat(Fresh, ChunkSize - chunks[last].Length)];
                last++;
            }

            var fresh = Enumerable.Repeat(Fresh, ChunkSize).ToArray();
            Array.Fill(grown, fresh, last, grown.Length - last);
            chunks = grown;
            snapshot = new StepTable(grown, count);
        }

        public StepTable ToTable()
        {
            if (!ReferenceEquals(chunks, snapshot.chunks))
            {
                snapshot = new StepTable(chunks, snapshot.Count);
            }

            return snapshot;
        }
    }
}
