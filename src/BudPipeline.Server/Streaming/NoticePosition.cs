using System.Globalization;

namespace BudPipeline.Server.Streaming;

/// <summary>A place in an execution's notices: the journal's sequence number of an event, and which of its notices.</summary>
internal readonly record struct NoticePosition(long Sequence, int Index) : IComparable<NoticePosition>
{
    /// <summary>Before every notice.</summary>
    public static NoticePosition Start => new(0, int.MaxValue);

    public static bool TryParse(string text, out NoticePosition position)
    {
        position = Start;
        var split = text.IndexOf('.', StringComparison.Ordinal);
        if (
            split < 0
            || !long.TryParse(text.AsSpan(0, split), NumberStyles.None, CultureInfo.InvariantCulture, out var sequence)
            || !int.TryParse(text.AsSpan(split + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
        )
        {
            return false;
        }

        position = new NoticePosition(sequence, index);
        return true;
    }

    public int CompareTo(NoticePosition other) =>
        Sequence != other.Sequence ? Sequence.CompareTo(other.Sequence) : Index.CompareTo(other.Index);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}.{Index}");

    public static bool operator >(NoticePosition left, NoticePosition right) => left.CompareTo(right) > 0;

    public static bool operator <(NoticePosition left, NoticePosition right) => left.CompareTo(right) < 0;

    public static bool operator >=(NoticePosition left, NoticePosition right) => left.CompareTo(right) >= 0;

    public static bool operator <=(NoticePosition left, NoticePosition right) => left.CompareTo(right) <= 0;
}
