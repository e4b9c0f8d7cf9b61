namespace BudPipeline.Cli.Terminal;

/// <summary>What the program itself has to say beside what a pipeline does.</summary>
internal static class StandardError
{
    public static void Note(string text) => Console.Error.WriteLine($"bud: {text}");
}
