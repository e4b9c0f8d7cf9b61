using System.Globalization;

namespace BudPipeline.Server.Storage;

/// <summary>The last row of a page; the next page holds what is older.</summary>
internal sealed record PageCursor(long CreatedAt, string Id)
{
    public static PageCursor? TryParse(string text)
    {
        var split = text.IndexOf('.', StringComparison.Ordinal);
        return
            split > 0
            && split < text.Length - 1
            && long.TryParse(text.AsSpan(0, split), NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            ? new PageCursor(at, text[(split + 1)..])
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{CreatedAt}.{Id}");
}
