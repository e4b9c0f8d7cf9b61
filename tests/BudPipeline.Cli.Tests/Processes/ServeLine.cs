namespace BudPipeline.Cli.Tests.Processes;

/// <summary>The line <c>bud is ready on URL, data in FOLDER</c>.</summary>
public static class ServeLine
{
    public static Uri UrlOf(string line)
    {
        var word = line.Split(' ').First(w => w.StartsWith("http://", StringComparison.Ordinal));
        return new Uri(word.TrimEnd(',', '\r'));
    }
}
