using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Akka.Actor;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Tests;

/// <summary>Which room may know which: what the project files say, and what the compiler made of it.</summary>
public sealed class BoundarySpecs
{
    private static readonly string[] Outside =
    [
        "Akka",
        "Microsoft.AspNetCore",
        "Npgsql",
        "Microsoft.Data.Sqlite",
        "Dapper",
    ];

    [Fact]
    public void The_core_knows_nothing_of_actors_the_web_or_databases()
    {
        var references = typeof(ExecutionState).Assembly.GetReferencedAssemblies().Select(a => a.Name ?? "");
        Assert.DoesNotContain(references, name => Outside.Any(o => name.StartsWith(o, StringComparison.Ordinal)));
        Assert.DoesNotContain(
            Items("BudPipeline.Core", "PackageReference"),
            name => Outside.Any(o => name.StartsWith(o, StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData("BudPipeline.Core")]
    [InlineData("BudPipeline.Journal")]
    [InlineData("BudPipeline.Actors", "BudPipeline.Core")]
    [InlineData("BudPipeline.Client")]
    [InlineData("BudPipeline.Worker", "BudPipeline.Core")]
    [InlineData(
        "BudPipeline.Server",
        "BudPipeline.Actors",
        "BudPipeline.Journal",
        "BudPipeline.Worker",
        "BudPipeline.Client"
    )]
    [InlineData("BudPipeline.Cli", "BudPipeline.Server", "BudPipeline.Client", "BudPipeline.Web")]
    public void A_room_refers_only_to_the_rooms_it_may(string room, params string[] allowed)
    {
        var references = Items(room, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path)!);
        Assert.Empty(references.Except(allowed));
    }

    [Fact]
    public void Every_message_stays_on_its_node_or_has_a_wire_format()
    {
        var messages = typeof(EngineOptions)
            .Assembly.GetTypes()
            .Where(t => t.DeclaringType is { } outer && outer.Name.EndsWith("Protocol", StringComparison.Ordinal))
            .Where(t => t is { IsClass: true, IsAbstract: false });
        Assert.All(
            messages,
            message =>
            {
                Assert.True(message.IsSealed, $"{message} is not sealed");
                Assert.True(
                    message.IsAssignableTo(typeof(INoSerializationVerificationNeeded)),
                    $"{message} has no format"
                );
            }
        );
    }

    private static IEnumerable<string> Items(string project, string kind, [CallerFilePath] string here = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
        var file = XDocument.Load(Path.Combine(root, "src", project, project + ".csproj"));
        return file.Descendants(kind).Select(item => item.Attribute("Include")!.Value.Replace('\\', '/'));
    }
}
