// Records what this build writes: a journal and database of every kind of execution, on SQLite and on PostgreSQL, and what
// its API says of them. The folder is named after the build's version. See tests/Fixtures/README.md.
//
//   dotnet run --project tests/BudPipeline.Fixtures -c Release [-- --overwrite]
using BudPipeline.Fixtures;
using BudPipeline.Server.Hosting;
using BudPipeline.Worker.Supervision;

return args switch
{
    [CommandSupervisorProgram.Verb, ..] => CommandSupervisorProgram.Run(args),
    [NodeProgram.Verb, var dataFolder] => await NodeProgram.RunAsync(dataFolder, TimeProvider.System),
    [] => await RecordAsync(overwrite: false),
    ["--overwrite"] => await RecordAsync(overwrite: true),
    _ => Fail("dotnet run --project tests/BudPipeline.Fixtures -c Release [-- --overwrite]"),
};

static async Task<int> RecordAsync(bool overwrite)
{
    var folder = FixtureFolder.Of(BudVersion.Text);
    if (folder.Exists && !overwrite)
    {
        return Fail(
            $"tests/Fixtures/{folder.Version} is there, and what it holds is frozen: give the build its next version in "
                + "Directory.Build.props. Only while that version is not released yet, record it again with --overwrite"
        );
    }

    List<string> missing = [];
    foreach (var kind in FixtureKind.All)
    {
        Console.WriteLine($"{folder.Version} on {kind.Name} …");
        missing.AddRange(await new Recording(kind, folder, TimeProvider.System).RunAsync());
    }

    WireHashes.Write(folder);
    foreach (var manifest in missing.Distinct(StringComparer.Ordinal))
    {
        Console.WriteLine($"WRONG: no execution wrote {manifest}: add one that does to Recording.cs, and record again");
    }

    return missing.Count == 0 ? 0 : 1;
}

static int Fail(string message)
{
    Console.Error.WriteLine(message);
    return 2;
}
