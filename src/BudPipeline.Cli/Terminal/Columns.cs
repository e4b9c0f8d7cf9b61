namespace BudPipeline.Cli.Terminal;

/// <summary>Rows of text in columns, two spaces apart.</summary>
internal static class Columns
{
    public static void Print(TextWriter output, string[] header, IEnumerable<string[]> rows)
    {
        string[][] all = [header, .. rows];
        int[] widths = [.. header.Select((_, column) => all.Max(row => row[column].Length))];
        foreach (var row in all)
        {
            output.WriteLine(string.Join("  ", row.Zip(widths, (cell, width) => cell.PadRight(width))).TrimEnd());
        }
    }
}
