using BudPipeline.Server.Hosting;

namespace BudPipeline.Server.Tests.Hosting;

public sealed class NodeFolderSpecs : IDisposable
{
    private static readonly NodeAddress Here = new(
        new Uri("http://127.0.0.1:1234"),
        Environment.ProcessId,
        Serves: true
    );

    private readonly TestFolder folder = new();

    private string Data => Path.Combine(folder.Path, "data");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_belongs_to_one_at_a_time()
    {
        using (var first = NodeFolder.TryTake(Data))
        {
            Assert.NotNull(first);
            Assert.Null(NodeFolder.TryTake(Data));
        }

        using var second = NodeFolder.TryTake(Data);
        Assert.NotNull(second);
    }

    [Fact]
    public async Task Who_comes_second_finds_the_first()
    {
        using var first = NodeFolder.TryTake(Data)!;
        first.Announce(Here);
        var claim = await NodeFolder.ClaimAsync(Data, TimeProvider.System, CancellationToken.None);
        Assert.Equal(new NodeFolderClaim.Served(Here), claim);
    }

    [Fact]
    public async Task A_first_that_is_still_starting_is_waited_for()
    {
        using var first = NodeFolder.TryTake(Data)!;
        var claiming = NodeFolder.ClaimAsync(Data, TimeProvider.System, CancellationToken.None);
        Assert.False(claiming.IsCompleted);
        first.Announce(Here);
        Assert.IsType<NodeFolderClaim.Served>(await claiming.WaitAsync(TestNode.Patience));
    }

    [Fact]
    public async Task A_first_that_ends_meanwhile_is_followed()
    {
        var first = NodeFolder.TryTake(Data)!;
        var claiming = NodeFolder.ClaimAsync(Data, TimeProvider.System, CancellationToken.None);
        first.Dispose();
        var taken = Assert.IsType<NodeFolderClaim.Taken>(await claiming.WaitAsync(TestNode.Patience));
        taken.Folder.Dispose();
    }

    [Fact]
    public void The_address_of_a_node_that_was_killed_is_not_believed()
    {
        Directory.CreateDirectory(Data);
        File.WriteAllText(Path.Combine(Data, "node.json"), """{"url":"http://127.0.0.1:1/","pid":1,"serves":true}""");
        using var taken = NodeFolder.TryTake(Data);
        Assert.NotNull(taken);
        Assert.False(File.Exists(Path.Combine(Data, "node.json")));
    }

    [Fact]
    public void Only_its_user_may_look_into_it()
    {
        using var taken = NodeFolder.TryTake(Data);
        if (!OperatingSystem.IsWindows())
        {
            const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            Assert.Equal(own, File.GetUnixFileMode(Data));
        }
    }

    [Fact]
    public async Task A_node_says_where_it_is_and_takes_that_back()
    {
        await using (var node = await TestNode.OnAsync(folder))
        {
            var claim = await NodeFolder.ClaimAsync(folder.Path, TimeProvider.System, CancellationToken.None);
            var served = Assert.IsType<NodeFolderClaim.Served>(claim);
            Assert.Equal((node.Url, true), (served.Address.Url, served.Address.Serves));
        }

        using var taken = NodeFolder.TryTake(folder.Path);
        Assert.NotNull(taken);
    }
}
