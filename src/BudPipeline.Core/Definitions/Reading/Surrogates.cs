namespace BudPipeline.Core.Definitions.Reading;

/// <summary>Tells whether a text is well-formed UTF-16, as JSON and the database need it.</summary>
internal static class Surrogates
{
    public static bool ArePaired(ReadOnlySpan<char> text)
    {
        var at = text.IndexOfAnyInRange('\ud800', '\udfff');
        while (at >= 0)
        {
            var isPair = at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]);
            if (!isPair)
            {
                return false;
            }

            text = text[(at + 2)..];
            at = text.IndexOfAnyInRange('\ud800', '\udfff');
        }

        return true;
    }
}
