using System.Collections.Immutable;
using System.Text.Json;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Sources;

/// <summary>The parameters of a run as <c>-p name=value</c> and <c>--params FILE</c> give them.</summary>
internal static class ParameterArguments
{
    /// <summary>The file's parameters with those of the command line laid over them.</summary>
    public static async Task<MapValue> ReadAsync(
        IReadOnlyList<string> arguments,
        string? file,
        ImmutableArray<ParameterDefinition> declared,
        CancellationToken cancellation
    )
    {
        var fromFile = file is null ? MapValue.Empty : await ReadFileAsync(file, cancellation);
        var given = fromFile.With(MapValue.Of(arguments.Select(argument => Parse(argument, declared))));
        foreach (var (name, _) in given.Entries)
        {
            DemandDeclared(name, declared);
        }

        return given;
    }

    private static async Task<MapValue> ReadFileAsync(string file, CancellationToken cancellation)
    {
        var source = await DefinitionSource.ReadAsync(file, cancellation);
        var (parameters, diagnostics) = ParameterFile.Read(source.Text);
        DiagnosticPrinter.ToStandardError().Print(source, diagnostics);
        return parameters ?? throw VerbFailure.Usage($"{file}: no parameters could be read");
    }

    private static KeyValuePair<string, Value> Parse(string argument, ImmutableArray<ParameterDefinition> declared)
    {
        var equals = argument.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            throw VerbFailure.Usage($"-p {argument}: a parameter is given as name=value");
        }

        var (name, text) = (argument[..equals], argument[(equals + 1)..]);
        var isDeclared = declared.Any(p => p.Name == name);
        // Of a declared one the engine knows the type; of another one the text is all there is to guess from.
        return new(name, isDeclared ? Value.Of(text) : Guess(text));
    }

    private static Value Guess(string text)
    {
        try
        {
            return ValueJson.Parse(text);
        }
        catch (JsonException)
        {
            return Value.Of(text);
        }
    }

    private static void DemandDeclared(string name, ImmutableArray<ParameterDefinition> declared)
    {
        var names = declared.Select(p => p.Name).ToArray();
        if (names.Length > 0 && !names.Contains(name, StringComparer.Ordinal))
        {
            var hint = NearestName.Of(name, names) is { } near
                ? $"did you mean '{near}'?"
                : $"it declares {string.Join(", ", names)}";
            throw VerbFailure.Usage($"-p {name}: the pipeline declares no such parameter ({hint})");
        }
    }
}
