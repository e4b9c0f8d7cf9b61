using System.ComponentModel;
using System.Runtime.InteropServices;

namespace BudPipeline.Worker.Supervision;

/// <summary>The commands of one supervisor: starts, signals and reaps them, and knows when nothing of one is left.</summary>
internal sealed class SupervisedCommands : IDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private readonly object gate = new();
    private readonly Dictionary<int, Command> commands = [];
    private readonly FrameWriter node;
    private readonly Timer settling;
    private long starts;

    public SupervisedCommands(FrameWriter node)
    {
        this.node = node;
        settling = new Timer(_ => SettleUnderLock(), null, Timeout.Infinite, Timeout.Infinite);
        new Thread(Reap) { IsBackground = true, Name = "reaper" }.Start();
    }

    public void Start(SupervisorFrame.Start request)
    {
        lock (gate)
        {
            try
            {
                var pid = CommandLaunch.Start(request);
                commands.Add(request.Id, new Command(request.Id, pid, request.Mark));
                node.Tell(new SupervisorFrame.Started(request.Id, pid));
            }
            catch (Win32Exception e)
            {
                node.Tell(new SupervisorFrame.NotStarted(request.Id, e.Message));
            }

            starts++;
            Monitor.PulseAll(gate);
        }
    }

    public void Signal(SupervisorFrame.Signal request)
    {
        lock (gate)
        {
            if (commands.TryGetValue(request.Id, out var command))
            {
                Send(ProcessTable.Read().MembersOf(command.Session, command.Mark), request.Number);
                if (request.Number == Libc.SigKill)
                {
                    // What a process starts between the look and the kill is found by looking again.
                    command.IsKilled = true;
                    settling.Change(LookAgain, LookAgain);
                }
            }
        }
    }

    /// <summary>Kills whatever descends from this process or carries the mark, until nothing of it is left.</summary>
    public void EndAll(string mark)
    {
        lock (gate)
        {
            while (true)
            {
                var table = ProcessTable.Read();
                var left = table.DescendantsOf(Environment.ProcessId).Union(table.Marked(mark)).ToList();
                // What has ended must be reaped too, or its pid would still look alive to others.
                if (left.Count == 0 && ProcessTable.OwnChildren() is null or { Count: 0 })
                {
                    return;
                }

                Send(left, Libc.SigKill);
                Monitor.Wait(gate, LookAgain);
            }
        }
    }

    public void Dispose() => settling.Dispose();

    private void Reap()
    {
        while (true)
        {
            var before = Interlocked.Read(ref starts);
            var pid = Libc.Wait(-1, out var status, 0, out var usage);
            var error = Marshal.GetLastPInvokeError();
            lock (gate)
            {
                if (pid > 0)
                {
                    Ended(pid, status, usage);
                    Settle();
                    Monitor.PulseAll(gate);
                }
                else if (error != Libc.ErrorInterrupted)
                {
                    // No child at all: wait for the next one, unless it came between the two looks.
                    while (starts == before)
                    {
                        Monitor.Wait(gate);
                    }
                }
            }
        }
    }

    private void Ended(int pid, int status, Libc.Usage usage)
    {
        var command = commands.Values.FirstOrDefault(c => c.Session == pid && !c.HasExited);
        if (command is not null)
        {
            command.HasExited = true;
            var signal = status & 0x7f;
            var code = signal == 0 ? (status >> 8) & 0xff : 0;
            node.Tell(
                new SupervisorFrame.Exited(command.Id, code, signal, usage.CpuSeconds, usage.MaxResidentKilobytes)
            );
        }
    }

    private void SettleUnderLock()
    {
        lock (gate)
        {
            Settle();
        }
    }

    private void Settle()
    {
        var exited = commands.Values.Where(c => c.HasExited).ToList();
        if (exited.Count > 0)
        {
            // What outlives its parent becomes our child. So without such children, which is the rule, nothing is left
            // of any command that has exited, and the costly look at all processes is not needed.
            var running = commands.Values.Where(c => !c.HasExited).Select(c => c.Session).ToHashSet();
            var table = ProcessTable.OwnChildren()?.All(running.Contains) == true ? null : ProcessTable.Read();
            foreach (var command in exited)
            {
                Settle(command, table?.MembersOf(command.Session, command.Mark));
            }
        }

        if (!commands.Values.Any(c => c.IsKilled))
        {
            settling.Change(Timeout.Infinite, Timeout.Infinite);
        }
    }

    private void Settle(Command command, IReadOnlyList<int>? members)
    {
        if (members is null or { Count: 0 })
        {
            commands.Remove(command.Id);
            node.Tell(new SupervisorFrame.Gone(command.Id));
        }
        else if (command.IsKilled)
        {
            Send(members, Libc.SigKill);
        }
    }

    private static void Send(IEnumerable<int> pids, int signal)
    {
        foreach (var pid in pids)
        {
            // A process that ended meanwhile needs no signal.
            _ = Libc.Kill(pid, signal);
        }
    }

    private sealed class Command(int id, int session, string mark)
    {
        public int Id => id;
        public int Session => session;
        public string Mark => mark;
        public bool HasExited { get; set; }
        public bool IsKilled { get; set; }
    }
}
