using System.Threading.Channels;

namespace BudPipeline.Journal.Grouping;

/// <summary>Collects members from any thread and hands them to one writer in groups: all that waits, up to the limits.</summary>
internal sealed class GroupQueue(GroupLimits limits)
{
    private readonly Channel<GroupMember> _waiting = Channel.CreateUnbounded<GroupMember>();

    public int Count => _waiting.Reader.Count;

    /// <summary>False once the queue is completed.</summary>
    public bool TryAdd(GroupMember member) => _waiting.Writer.TryWrite(member);

    /// <summary>What waits is still handed out; nothing more is taken in.</summary>
    public void Complete() => _waiting.Writer.TryComplete();

    /// <summary>Waits until something waits; null when the queue is completed and empty.</summary>
    public async ValueTask<List<GroupMember>?> TakeAsync()
    {
        if (!await _waiting.Reader.WaitToReadAsync())
        {
            return null;
        }

        List<GroupMember> group = [];
        var rows = 0;
        var bytes = 0L;
        while (_waiting.Reader.TryPeek(out var next))
        {
            rows += next.Rows;
            bytes += next.Bytes;
            if (group.Count > 0 && (rows > limits.Rows || bytes > limits.Bytes))
            {
                break;
            }

            _waiting.Reader.TryRead(out _);
            group.Add(next);
        }

        return group;
    }
}
