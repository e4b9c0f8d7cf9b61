using System.Text.Json;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Trying;

/// <summary>
/// Tries one line of a batch after the other: <c>{"template"|"condition": …, "context": {…}}</c> gives
/// <c>{"value": …}</c> or <c>{"error": …}</c>. Other fields are ignored.
/// </summary>
/// <param name="baseNames">Names that every line sees below its own context.</param>
/// <param name="isStrict">Whether undefined is an error.</param>
/// <param name="now">The moment that <c>now</c> names.</param>
internal sealed class BatchTrial(MapValue baseNames, bool isStrict, DateTimeOffset now)
{
    /// <summary>The code of a line that is no task.</summary>
    public const string InvalidLine = "INVALID_LINE";

    public async Task RunAsync(TextReader lines, TextWriter output, CancellationToken cancellation)
    {
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                await output.WriteLineAsync(ValueJson.ToText(Try(line)).AsMemory(), cancellation);
            }
        }
    }

    internal Value Try(string line)
    {
        try
        {
            return ValueJson.Parse(line) is MapValue task
                ? Try(task)
                : Refused("a line is an object such as {\"template\": \"{{ params.x }}\", \"context\": {}}");
        }
        catch (JsonException wrong)
        {
            return Refused($"the line is no JSON: {wrong.Message}");
        }
    }

    private Value Try(MapValue task)
    {
        var hasTemplate = task.TryGet("template", out var template);
        var hasCondition = task.TryGet("condition", out var condition);
        if (hasTemplate == hasCondition)
        {
            return Refused("a line has either 'template' or 'condition'");
        }

        var given = task["context"];
        if (given is not MapValue && !given.IsNullOrUndefined)
        {
            return Refused("'context' is an object such as {\"params\": {}, \"steps\": {}}");
        }

        var names = given is MapValue own ? baseNames.With(own) : baseNames;
        var context = TrialContext.Of(names, now) with { Strict = isStrict };
        var trial = hasTemplate
            ? TemplateTrial.OfTemplate(template!, context)
            : TemplateTrial.OfCondition(condition!, context);
        return trial.Outcome.Value is { } value
            ? MapValue.Of(("value", value))
            : TemplateTrial.ErrorOf(trial.Outcome.Error!);
    }

    private static Value Refused(string message) => TemplateTrial.ErrorOf(new ExpressionError(InvalidLine, message, 0));
}
