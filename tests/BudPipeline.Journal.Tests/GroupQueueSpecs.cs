using BudPipeline.Journal.Grouping;

namespace BudPipeline.Journal.Tests;

public sealed class GroupQueueSpecs
{
    [Theory]
    [InlineData("2 2 2", "2 2 | 2")]
    [InlineData("1 1 1 1 1", "1 1 1 1 | 1")]
    [InlineData("9 1", "9 | 1")]
    [InlineData("1 9 1", "1 | 9 | 1")]
    [InlineData("4", "4")]
    public async Task A_group_is_all_that_waits_up_to_the_rows(string waiting, string groups)
    {
        Assert.Equal(
            groups,
            await TakeAsync(new GroupLimits(Rows: 4, Bytes: 1000), waiting, rows => new Member(rows, 1))
        );
    }

    [Theory]
    [InlineData("30 30 30 30", "30 30 30 | 30")]
    [InlineData("500 1", "500 | 1")]
    public async Task A_group_is_all_that_waits_up_to_the_bytes(string waiting, string groups)
    {
        Assert.Equal(
            groups,
            await TakeAsync(new GroupLimits(Rows: 100, Bytes: 100), waiting, bytes => new Member(1, bytes))
        );
    }

    [Fact]
    public async Task A_completed_queue_hands_out_what_waits_and_takes_no_more()
    {
        var queue = new GroupQueue(new GroupLimits(4, 100));
        Assert.True(queue.TryAdd(new Member(1, 1)));
        queue.Complete();
        Assert.False(queue.TryAdd(new Member(1, 1)));
        Assert.Single((await queue.TakeAsync())!);
        Assert.Null(await queue.TakeAsync());
    }

    private static async Task<string> TakeAsync(GroupLimits limits, string waiting, Func<int, Member> member)
    {
        var queue = new GroupQueue(limits);
        foreach (var size in waiting.Split(' '))
        {
            queue.TryAdd(member(int.Parse(size, System.Globalization.CultureInfo.InvariantCulture)));
        }

        queue.Complete();
        var groups = new List<string>();
        while (await queue.TakeAsync() is { } group)
        {
            groups.Add(string.Join(' ', group.Select(taken => Math.Max(taken.Rows, taken.Bytes))));
        }

        return string.Join(" | ", groups);
    }

    private sealed class Member(int rows, long bytes) : GroupMember
    {
        public override int Rows => rows;

        public override long Bytes => bytes;

        public override void Complete() { }
    }
}
