using System.Text.Json;
using BudPipeline.Client.Pipelines;
using BudPipeline.Client.Wire;
using BudPipeline.Server.Api;
using BudPipeline.Server.Storage;

namespace BudPipeline.Server.Engine;

/// <summary>Puts what a request says into the row of a pipeline.</summary>
internal static class PipelineFields
{
    private const int LongestName = 255;
    private const int LongestIcon = 255;
    private const int LongestDescription = 10_000;

    public static PipelineRow With(this PipelineRow row, PipelineRequest request) =>
        row with
        {
            Name = Text(request.Name, "name", LongestName) is { } name ? NotBlank(name) : row.Name,
            Description = Replaced(row.Description, Text(request.Description, "description", LongestDescription)),
            Icon = Replaced(row.Icon, Text(request.Icon, "icon", LongestIcon)),
            Tags = request.Tags is null
                ? row.Tags
                : JsonSerializer.Serialize(Tags.Checked(request.Tags), BudJson.Wire.IReadOnlyListString),
        };

    public static PipelineRow With(this PipelineRow row, PipelineSource source) =>
        row with
        {
            Source = source.Text,
            Format = source.Format,
            DefinitionHash = source.Plan?.Hash,
            PlanVersion = source.Plan?.PlanVersion ?? 0,
            Version = source.Plan?.Definition.Version ?? PipelineSource.DefaultVersion,
            StepCount = source.Plan?.Steps.Length ?? 0,
        };

    /// <summary>The status that a request asks for, or that follows from the definition.</summary>
    /// <param name="row">The pipeline, with its definition as it will be.</param>
    /// <param name="word">What the request asks for; null leaves it to the definition.</param>
    /// <param name="isRedefined">Whether the definition is a new one.</param>
    public static PipelineRow WithStatus(this PipelineRow row, string? word, bool isRedefined)
    {
        var usual = row.StepCount == 0 ? PipelineStatusWords.Draft : PipelineStatusWords.Active;
        return row with
        {
            Status = word?.ToLowerInvariant() switch
            {
                null => isRedefined && row.Status != PipelineStatusWords.Archived ? usual : row.Status,
                PipelineStatusWords.Draft => PipelineStatusWords.Draft,
                PipelineStatusWords.Archived => PipelineStatusWords.Archived,
                PipelineStatusWords.Active when row.StepCount > 0 => PipelineStatusWords.Active,
                PipelineStatusWords.Active => throw new ProblemException(
                    Problems.Validation("a pipeline without steps stays a draft", "status", "give it steps first")
                ),
                var other => throw new ProblemException(
                    Problems.Validation($"'{other}' is no status", "status", "give draft, active or archived")
                ),
            },
        };
    }

    private static string? Replaced(string? old, string? given) =>
        given is null ? old
        : given.Length == 0 ? null
        : given;

    private static string NotBlank(string name) =>
        string.IsNullOrWhiteSpace(name)
            ? throw new ProblemException(
                Problems.Validation("the name is empty", "name", $"give 1 to {LongestName} characters")
            )
            : name;

    private static string? Text(string? text, string name, int longest) =>
        text is null || (text.Length <= longest && !text.Contains('\0', StringComparison.Ordinal))
            ? text
            : throw new ProblemException(
                Problems.Validation(
                    $"{name} has {text.Length} characters, or a NUL among them",
                    name,
                    $"give {longest} at most, without NUL"
                )
            );
}
