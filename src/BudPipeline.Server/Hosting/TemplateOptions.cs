using BudPipeline.Core.Expressions;

namespace BudPipeline.Server.Hosting;

/// <summary>The environment variables that templates see, as they were when the node started.</summary>
internal sealed record NodeEnvironment(MapValue Variables);

/// <summary>What templates may see of this node.</summary>
public sealed record TemplateOptions
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "Templates";

    /// <summary>Names of environment variables that templates read as <c>env.NAME</c>, separated by spaces or commas.</summary>
    public string Env { get; init; } = "";

    /// <summary>Those of them that are set, with their texts.</summary>
    internal MapValue Read(Func<string, string?> variable) =>
        MapValue.Of(
            Env.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)
                .Select(name => KeyValuePair.Create(name, Value.Of(variable(name))))
                .Where(entry => entry.Value is StringValue)
        );
}
