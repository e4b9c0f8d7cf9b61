namespace BudPipeline.Core.Definitions;

/// <summary>How large a definition may be; exceeding one is an error that names it.</summary>
/// <param name="MaxSteps">Steps of one pipeline.</param>
/// <param name="MaxCharacters">Characters of the source text, and of all its texts once aliases are expanded.</param>
/// <param name="MaxNodes">Maps, lists and scalars, once aliases are expanded.</param>
/// <param name="MaxDepth">Nesting of maps and lists.</param>
/// <param name="MaxDiagnostics">Diagnostics that are reported; the first ones in the order of checking.</param>
public sealed record DefinitionLimits(int MaxSteps, int MaxCharacters, int MaxNodes, int MaxDepth, int MaxDiagnostics)
{
    /// <summary>1,000 steps, 4 Mi characters, 200,000 nodes, 48 levels, 500 diagnostics.</summary>
    public static DefinitionLimits Default { get; } = new(1000, 4 << 20, 200_000, 48, 500);

    /// <summary>The defaults, with room for so many steps: nodes in proportion where that is more.</summary>
    public static DefinitionLimits For(int maxSteps) =>
        Default with
        {
            MaxSteps = maxSteps,
            MaxNodes = (int)Math.Max(Default.MaxNodes, (long)Default.MaxNodes * maxSteps / Default.MaxSteps),
        };

    /// <summary>For what was checked before it was stored: only what keeps the reader itself safe.</summary>
    internal static DefinitionLimits Stored { get; } =
        new(int.MaxValue, int.MaxValue, int.MaxValue, Default.MaxDepth + 8, 1);
}
