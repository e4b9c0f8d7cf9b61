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

        public bool Contains(int ordinal) =>
            ordinal >> 6 < words.Length && (words[ordinal >> 6] & (1UL << (ordinal & 63))) != 0;

        /// <summary>False when it was there already.</summary>
        public bool Add(int ordinal) => Set(ordinal, true);

        /// <summary>False when it was not there.</summary>
        public bool Remove(int ordinal) => Set(ordinal, false);

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

        private bool Set(int ordinal, bool present)
        {
            if (Contains(ordinal) == present)
            {
                return false;
            }

            if (!owned)
            {
                words = (ulong[])words.Clone();
                owned = true;
            }

            if (ordinal >> 6 >= words.Length)
            {
                Array.Resize(ref words, (ordinal >> 6) + 1);
            }

            words[ordinal >> 6] ^= 1UL << (ordinal & 63);
            Count += present ? 1 : -1;
            return true;
        }
    }

    private ulong[] Words => words;
}
