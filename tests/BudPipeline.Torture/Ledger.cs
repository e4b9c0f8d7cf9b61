using System.Globalization;

namespace BudPipeline.Torture;

/// <summary>One line of the file that the steps append to: which attempt of which step ran to its end.</summary>
internal readonly record struct LedgerLine(string Execution, string Step, int Attempt);

/// <summary>The file that the steps append to.</summary>
internal sealed class Ledger(string path)
{
    public string Path => path;

    public ILookup<(string Execution, string Step), LedgerLine> Read() =>
        File.ReadLines(path)
            .Select(line => line.Split(' '))
            .Select(w => new LedgerLine(w[0], w[1], int.Parse(w[2], CultureInfo.InvariantCulture)))
            .ToLookup(line => (line.Execution, line.Step));
}
