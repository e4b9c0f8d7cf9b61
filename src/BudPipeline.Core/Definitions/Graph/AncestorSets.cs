namespace BudPipeline.Core.Definitions.Graph;

/// <summary>For each step the set of steps upstream of it, a bit each: 125 KB at 1,000 steps.</summary>
internal sealed class AncestorSets
{
    private const int BitsPerWord = 64;
    private readonly ulong[][] ancestors;

    private AncestorSets(ulong[][] ancestors) => this.ancestors = ancestors;

    /// <summary>The sets of a graph without circles.</summary>
    public static AncestorSets Of(IReadOnlyList<IReadOnlyList<int>> dependencies)
    {
        var words = (dependencies.Count + BitsPerWord - 1) / BitsPerWord;
        var sets = new ulong[dependencies.Count][];
        foreach (var ordinal in StronglyConnected.Of(dependencies).Components.SelectMany(c => c))
        {
            var set = new ulong[words];
            foreach (var dependency in dependencies[ordinal])
            {
                var upstream = sets[dependency] ?? [];
                for (var word = 0; word < upstream.Length; word++)
                {
                    set[word] |= upstream[word];
                }

                set[dependency / BitsPerWord] |= 1UL << (dependency % BitsPerWord);
            }

            sets[ordinal] = set;
        }

        return new AncestorSets(sets);
    }

    /// <summary>Whether a step waits for another, directly or through others.</summary>
    public bool Contains(int step, int ancestor) =>
        (ancestors[step][ancestor / BitsPerWord] & (1UL << (ancestor % BitsPerWord))) != 0;
}
