using System.Globalization;
using System.Text;

namespace BudPipeline.Worker.Supervision;

/// <summary>A process as /proc shows it.</summary>
internal readonly record struct ProcessRow(int Pid, int Parent, int Session, bool IsZombie);

/// <summary>The processes of this machine at one moment.</summary>
internal sealed class ProcessTable
{
    private readonly IReadOnlyList<ProcessRow> rows;
    private readonly ILookup<int, ProcessRow> children;

    private ProcessTable(IReadOnlyList<ProcessRow> rows)
    {
        this.rows = rows;
        children = rows.ToLookup(r => r.Parent);
    }

    /// <summary>Reads them; one that ends meanwhile may be missing.</summary>
    public static ProcessTable Read() => new([.. Pids().Select(RowOf).OfType<ProcessRow>()]);

    /// <summary>Living descendants of a process, itself not included, parents before their children.</summary>
    public IEnumerable<int> DescendantsOf(int pid) => children[pid].SelectMany(WithDescendants);

    /// <summary>
    /// Living processes of a command that this process supervises: all of its session, whatever descends from one of
    /// them, and whatever carries its mark in its environment although it left the session.
    /// </summary>
    public IReadOnlyList<int> MembersOf(int session, string mark)
    {
        // Parents first: a shell whose child is killed before it goes on to its next command.
        var leader = rows.Where(r => r.Pid == session);
        var others = rows.Where(r => r.Session == session);
        var members = leader.Concat(others).SelectMany(WithDescendants);
        return [.. members.Concat(Marked(mark, DescendantsOf(Environment.ProcessId))).Distinct()];
    }

    /// <summary>Living processes, other than this one, of whose environment a variable begins with this text.</summary>
    public IEnumerable<int> Marked(string mark) =>
        Marked(mark, rows.Where(r => !r.IsZombie && r.Pid != Environment.ProcessId).Select(r => r.Pid));

    private IEnumerable<int> WithDescendants(ProcessRow row) =>
        row.IsZombie ? DescendantsOf(row.Pid) : DescendantsOf(row.Pid).Prepend(row.Pid);

    private static IEnumerable<int> Marked(string mark, IEnumerable<int> pids)
    {
        var first = Encoding.UTF8.GetBytes(mark);
        var later = Encoding.UTF8.GetBytes($"\0{mark}");
        return pids.Where(pid =>
        {
            ReadOnlySpan<byte> environment = ReadBytes($"/proc/{pid}/environ");
            return environment.StartsWith(first) || environment.IndexOf(later) >= 0;
        });
    }

    /// <summary>The children of this process, ended but unwaited ones included; null where the kernel does not tell.</summary>
    public static IReadOnlyList<int>? OwnChildren()
    {
        var pids = new List<int>();
        foreach (var thread in Directory.EnumerateDirectories("/proc/self/task"))
        {
            if (!File.Exists($"{thread}/children"))
            {
                // A thread that just ended is no sign of an old kernel.
                if (Directory.Exists(thread))
                {
                    return null;
                }

                continue;
            }

            var text = Encoding.ASCII.GetString(ReadBytes($"{thread}/children"));
            pids.AddRange(text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParsePid));
        }

        return pids;
    }

    private static IEnumerable<int> Pids() =>
        Directory
            .EnumerateDirectories("/proc")
            .Select(Path.GetFileName)
            .Where(name => name is [>= '1' and <= '9', ..])
            .Select(name => ParsePid(name!));

    private static int ParsePid(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static ProcessRow? RowOf(int pid)
    {
        // "pid (name) state parent group session …"; the name may hold anything, blanks and brackets included.
        var text = Encoding.UTF8.GetString(ReadBytes($"/proc/{pid}/stat"));
        var afterName = text.LastIndexOf(')');
        if (afterName < 0)
        {
            return null;
        }

        var fields = text[(afterName + 2)..].Split(' ', 5);
        return new ProcessRow(pid, ParsePid(fields[1]), ParsePid(fields[3]), fields[0] is "Z" or "X");
    }

    // A process that ended, or that belongs to somebody else, reads as nothing.
    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
