using System.CommandLine;
using System.Text;
using BudPipeline.Cli.Following;
using BudPipeline.Cli.Nodes;
using BudPipeline.Cli.Sources;
using BudPipeline.Cli.Trying;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud eval</c>: what a template or condition gives, against a context or an execution's state.</summary>
internal static class EvalVerb
{
    private static readonly Argument<string?> Template = new("template")
    {
        Description = "Text with {{ expressions }}, or a condition.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string?> Context = new("--context", "-c")
    {
        Description = "Names that it sees: a YAML or JSON map such as {params: {…}, steps: {…}}; - for standard input.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Execution = new("--execution", "-e")
    {
        Description = "Sees what a template of this execution would; --context goes over it.",
        HelpName = "ID",
    };

    private static readonly Option<bool> IsCondition = new("--condition")
    {
        Description = "Decides it as a step's condition: true or false.",
    };

    private static readonly Option<bool> IsStrict = new("--strict")
    {
        Description = "An undefined name is an error instead of nothing.",
    };

    private static readonly Option<string?> Batch = new("--batch")
    {
        Description =
            "Tries each line {\"template\"|\"condition\": …, \"context\": {…}} of a file; - for standard input.",
        HelpName = "FILE",
    };

    public static Command Create(TimeProvider time)
    {
        var node = new NodeOptions();
        var verb = new Verb(
            "eval",
            "Tries a template or condition and prints what it gives as JSON; exit code 2 if it does not parse, 1 if it fails.",
            "bud eval '{{ 1 + 2 }}'",
            "echo '{params: {n: 5}}' | bud eval 'params.n > 3' --condition --context -",
            "bud eval '{{ steps.build.outputs.files | length }}' --execution exec_0198f0c2",
            "bud eval --batch cases.jsonl"
        )
        {
            Template,
            Context,
            Execution,
            IsCondition,
            IsStrict,
            Batch,
        };
        node.AddTo(verb);
        verb.SetAction(result => RunAsync(result, node, time));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult result, NodeOptions node, TimeProvider time)
    {
        using var interrupts = new Interrupts();
        var template = result.GetValue(Template);
        var batch = result.GetValue(Batch);
        if (template is null == batch is null)
        {
            throw VerbFailure.Usage("give either a template, such as '{{ 1 + 2 }}', or --batch FILE");
        }

        if (batch == "-" && result.GetValue(Context) == "-")
        {
            throw VerbFailure.Usage("--batch - and --context -: standard input can be only one of them");
        }

        try
        {
            var names = await NamesAsync(result, node, time, interrupts.First);
            if (batch is not null)
            {
                return await TryEachAsync(
                    batch,
                    new BatchTrial(names, result.GetValue(IsStrict), time.GetUtcNow()),
                    interrupts.First
                );
            }

            var context = TrialContext.Of(names, time.GetUtcNow()) with { Strict = result.GetValue(IsStrict) };
            return Print(
                result.GetValue(IsCondition)
                    ? TemplateTrial.OfCondition(Value.Of(template), context)
                    : TemplateTrial.OfTemplate(Value.Of(template), context)
            );
        }
        catch (OperationCanceledException) when (interrupts.First.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
    }

    /// <summary>The names of the execution, and over them those of the file.</summary>
    private static async Task<MapValue> NamesAsync(
        ParseResult result,
        NodeOptions node,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var names = MapValue.Empty;
        if (result.GetValue(Execution) is { } id)
        {
            await using var link = new NodeLink(node.Read(result), time);
            await link.ConnectAsync(cancellation);
            names = ExecutionNames.Of(await link.Client.GetExecutionAsync(id, cancellation));
        }

        return result.GetValue(Context) is { } file ? names.With(await ReadAsync(file, cancellation)) : names;
    }

    private static async Task<MapValue> ReadAsync(string file, CancellationToken cancellation)
    {
        var source = await DefinitionSource.ReadAsync(file, cancellation);
        var (names, diagnostics) = ParameterFile.Read(source.Text);
        DiagnosticPrinter.ToStandardError().Print(source, diagnostics);
        return names ?? throw VerbFailure.Usage($"{source.Name}: no context could be read");
    }

    private static async Task<int> TryEachAsync(string file, BatchTrial batch, CancellationToken cancellation)
    {
        await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
        if (file == "-")
        {
            await batch.RunAsync(Console.In, output, cancellation);
            return ExitCodes.Completed;
        }

        var source = await DefinitionSource.ReadAsync(file, cancellation);
        using var lines = new StringReader(source.Text);
        await batch.RunAsync(lines, output, cancellation);
        return ExitCodes.Completed;
    }

    private static int Print(TemplateTrial trial)
    {
        var error = trial.Outcome.Error;
        Console.Out.WriteLine(ValueJson.ToText(error is null ? trial.Outcome.Value! : TemplateTrial.ErrorOf(error)));
        return error is null ? ExitCodes.Completed
            : trial.IsParsed ? ExitCodes.Failed
            : ExitCodes.Usage;
    }
}
