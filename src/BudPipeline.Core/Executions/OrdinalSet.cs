using System.Numerics;

namespace BudPipeline.Core.Executions;

/// <summary>An immutable set of step ordinals as bits: ten thousand steps take 1.2 KB a version.</summary>
internal sealed class OrdinalSet(ulong[] words, int count)
{
    public int Count => count;

    public static OrdinalSet Empty(int capacity) => new(new ulong[(capacity + 63) / 64], 0);

    /// <summary>The ordinals, ascending.</summary>
    public IEnumerable<int> Ascending()
    {
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
            {
                yield return (word << 6) + BitOperations.TrailingZeroCount(bits);
            }
        }
    }

    public Builder ToBuilder() => new(this);

    /// <summary>A set under change; copies the bits at the first one.</summary>
    internal sealed class Builder(OrdinalSet origin)
    {
        private ulong[] words = origin.Words;
        private bool owned;

        public int Count { get; private set; } = origin.Count;

        public void Add(int ordinal) => Set(ordinal, true);

        public void Remove(int ordinal) => Set(ordinal, false);

        public IEnumerable<int> Ascending() => ToSet().Ascending();

        /// <summary>The first ordinal in the set that is not below this one; -1 when there is none.</summary>
        public int Next(int from)
        {
            for (var word = from >> 6; word < words.Length; word++)
            {
                var bits = words[word];
                if (word == from >> 6)
                {
                    bits &= ulong.MaxValue << (from & 63);
                }

                if (bits != 0)
                {
                    return (word << 6) + BitOperations.TrailingZeroCount(bits);
                }
            }

            return -1;
        }

        public OrdinalSet ToSet()
        {
            owned = false;
            return ReferenceEquals(words, origin.Words) ? origin : new OrdinalSet(words, Count);
        }

        private void Set(int ordinal, bool present)
        {
            var bit = 1UL << (ordinal & 63);
            if ((words[ordinal >> 6] & bit) != 0 == present)
            {
                return;
            }

            if (!owned)
            {
                words = (ulong[])words.Clone();
                owned = true;
            }

            words[ordinal >> 6] ^= bit;
            Count += present ? 1 : -1;
        }
    }

    private ulong[] Words => words;
}
