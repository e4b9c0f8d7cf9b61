using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Sources;

/// <summary>A definition's text and what to call it in messages.</summary>
/// <param name="Name">The file as the user named it, or <c>stdin</c>.</param>
/// <param name="Text">The whole text.</param>
internal sealed record DefinitionSource(string Name, string Text)
{
    private static readonly string[] Endings = [".yaml", ".yml", ".json"];

    /// <summary>Reads a file, or standard input for <c>-</c>; what cannot be read is a failure that names the remedy.</summary>
    public static async Task<DefinitionSource> ReadAsync(string name, CancellationToken cancellation)
    {
        if (name == "-")
        {
            return new("stdin", await Console.In.ReadToEndAsync(cancellation));
        }

        if (Directory.Exists(name))
        {
            throw VerbFailure.Usage($"{name}: this is a folder; name a file in it{Hint(name, "")}");
        }

        if (!File.Exists(name))
        {
            throw VerbFailure.Usage($"{name}: no such file{Hint(Path.GetDirectoryName(name), Path.GetFileName(name))}");
        }

        try
        {
            return new(name, await File.ReadAllTextAsync(name, cancellation));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw VerbFailure.Usage($"{name}: cannot be read: {exception.Message}");
        }
    }

    private static string Hint(string? folder, string wanted)
    {
        folder = string.IsNullOrEmpty(folder) ? "." : folder;
        if (!Directory.Exists(folder))
        {
            return $" (there is no folder {folder} in {Directory.GetCurrentDirectory()})";
        }

        string[] candidates =
        [
            .. Directory
                .EnumerateFiles(folder)
                .Select(file => Path.GetFileName(file))
                .Where(file => Endings.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase))
                .Order(StringComparer.Ordinal),
        ];
        var near = NearestName.Of(wanted, candidates) ?? WithoutEnding(wanted, candidates);
        return near is not null ? $" (did you mean '{Path.Combine(folder, near)}'?)"
            : candidates.Length > 0 ? $" (in {folder} there are {string.Join(", ", candidates.Take(10))})"
            : $" (there is no .yaml, .yml or .json file in {Path.GetFullPath(folder)})";
    }

    private static string? WithoutEnding(string wanted, string[] candidates)
    {
        var stem = Path.GetFileNameWithoutExtension(wanted);
        var near = NearestName.Of(stem, candidates.Select(c => Path.GetFileNameWithoutExtension(c)));
        return candidates.FirstOrDefault(c => Path.GetFileNameWithoutExtension(c) == (near ?? stem));
    }
}
