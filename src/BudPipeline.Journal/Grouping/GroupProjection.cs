using BudPipeline.Journal.Projections;

namespace BudPipeline.Journal.Grouping;

/// <summary>What the projections make of a group.</summary>
internal static class GroupProjection
{
    public static RowBatch Of(List<GroupMember> group, int writer)
    {
        var batch = new RowBatch(writer);

        // Usually one round: only actor systems that share the database have projections of their own.
        foreach (var writes in group.OfType<EventWrite>().GroupBy(write => write.Projections))
        {
            if (writes.Key.IsEmpty)
            {
                continue;
            }

            var entries = writes.SelectMany(write => write.Entries).ToArray();
            foreach (var projection in writes.Key)
            {
                projection.Project(entries, batch);
            }
        }

        return batch;
    }
}
