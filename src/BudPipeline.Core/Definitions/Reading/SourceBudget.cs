namespace BudPipeline.Core.Definitions.Reading;

/// <summary>
/// What a source may still grow to. A few nested YAML aliases can stand for billions of nodes, so an alias is charged for
/// everything it stands for, before anything walks the tree.
/// </summary>
internal sealed class SourceBudget(DefinitionLimits limits)
{
    private long nodes;
    private long characters;

    /// <summary>Charges one scalar, map or list.</summary>
    public void Charge(int textLength, int at)
    {
        nodes++;
        characters += textLength;
        Check(at);
    }

    /// <summary>Charges what an alias repeats at this depth.</summary>
    public void ChargeAlias(SourceNode target, int depth, int at)
    {
        nodes += target.Nodes;
        characters += target.Characters;
        Check(at);
        CheckDepth(depth + target.Height, at);
    }

    /// <summary>Refuses a map or list at a depth, counted from 1, beyond the limit.</summary>
    public void CheckDepth(int depth, int at)
    {
        if (depth > limits.MaxDepth)
        {
            throw TooLarge($"The definition nests deeper than {limits.MaxDepth} levels.", at);
        }
    }

    private void Check(int at)
    {
        if (nodes > limits.MaxNodes)
        {
            throw TooLarge($"The definition has more than {limits.MaxNodes} values, aliases expanded.", at);
        }

        if (characters > limits.MaxCharacters)
        {
            throw TooLarge($"The definition has more than {limits.MaxCharacters} characters, aliases expanded.", at);
        }
    }

    private static MalformedSourceException TooLarge(string message, int at) =>
        new(DiagnosticCodes.TooLarge, message, at, "Split it into several pipelines.");
}
