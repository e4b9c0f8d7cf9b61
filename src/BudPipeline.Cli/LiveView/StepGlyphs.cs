namespace BudPipeline.Cli.LiveView;

/// <summary>One sign a status, and frames for what moves.</summary>
internal sealed class StepGlyphs
{
    private const int FrameMilliseconds = 100;

    private readonly string[] spinner;
    private readonly IReadOnlyDictionary<string, string> signs;

    private StepGlyphs(string spinner, string signs)
    {
        this.spinner = [.. spinner.Select(c => c.ToString())];
        string[] statuses =
        [
            StepWords.Pending,
            StepWords.Waiting,
            StepWords.Retrying,
            StepWords.Completed,
            StepWords.Failed,
            StepWords.Timeout,
            StepWords.Skipped,
            StepWords.Cancelled,
        ];
        this.signs = statuses
            .Zip(signs, (status, sign) => (status, sign))
            .ToDictionary(p => p.status, p => $"{p.sign}");
    }

    public static StepGlyphs Unicode { get; } = new("⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏", "·◷↻✓✗✗⊘⊘");

    public static StepGlyphs Ascii { get; } = new("|/-\\", ".~~+xxoo");

    public string Of(string status, DateTimeOffset now) =>
        status == StepWords.Running
            ? spinner[now.ToUnixTimeMilliseconds() / FrameMilliseconds % spinner.Length]
            : signs.GetValueOrDefault(status, "?");
}
