using System.Collections.Immutable;
using BudPipeline.Core.Definitions;
using BudPipeline.Core.Expressions;
using CsCheck;

namespace BudPipeline.Core.Tests.Definitions;

/// <summary>Random definitions that are well-formed, if senseless.</summary>
internal static class GenDefinition
{
    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[0, 12].Select(s => string.Concat(s.Where(c => !char.IsSurrogate(c)))),
        OneOf(
            "",
            " ",
            "null",
            "1",
            "1.0",
            "yes",
            "'",
            "\"",
            "\\",
            "\u2028",
            "\u0085",
            "\n",
            "a: b",
            "- x",
            "𝄞",
            "\0",
            "\t"
        )
    );

    private static readonly Gen<string> Id = Gen.Select(Gen.Char['a', 'z'], Text, (first, rest) => first + rest);

    private static readonly Gen<Value> Scalar = Gen.OneOf(
        Text.Select(t => Value.Of(t)),
        Gen.Long.Select(l => Value.Of(l)),
        Gen.Double.Where(d => double.IsFinite(d)).Select(d => Value.Of(d)),
        Gen.Bool.Select(b => Value.Of(b)),
        Gen.Const(Value.Null)
    );

    private static readonly Gen<RetryPolicy?> Retry = Gen.Select(
            Gen.Int[1, 10],
            Gen.Int[1, 9999],
            Gen.Double[1, 9],
            Gen.Int[1, 9999],
            OneOf("timeout", "connection_error", "http_5xx", "application").Array[0, 2],
            (attempts, backoff, multiplier, max, on) =>
                new RetryPolicy(attempts, backoff, multiplier, max, [.. on.Distinct()]) { Jitter = attempts % 2 * 0.25 }
        )
        .Null();

    private static readonly Gen<ParameterDefinition> Parameter = Gen.Select(
        Text.Null(),
        Gen.Bool,
        Scalar.Where(v => v is not NullValue).Null(),
        Gen.Int,
        (description, required, fallback, suffix) =>
            new ParameterDefinition($"p{suffix}", ParameterType.Reference, "model_ref", description, required, fallback)
    );

    private static readonly Gen<StepDefinition> Step = Gen.Select(
        Gen.Select(Id, Id, Id, Map),
        Gen.Select(Id.Array[0, 3], Text.Array[0, 3], Text.Where(t => !string.IsNullOrWhiteSpace(t)).Null()),
        Gen.Select(Gen.Enum<OnFailure>(), Gen.Int[1, 99], Retry, Gen.Double[0.001, 99]),
        Gen.Enum<RunWhen>(),
        (names, edges, failure, rule) =>
            new StepDefinition(
                names.Item1,
                names.Item2,
                names.Item3,
                names.Item4,
                [.. edges.Item1.Distinct()],
                [.. edges.Item2],
                edges.Item3,
                failure.Item1,
                failure.Item2 > 50 ? null : failure.Item2,
                failure.Item3,
                failure.Item4,
                failure.Item2 % 2 == 0 ? null : rule,
                failure.Item2 % 3 == 0 ? null : failure.Item2 % 3 == 1
            )
            {
                TotalTimeoutSeconds = failure.Item2 % 4 > 0 ? null : failure.Item2,
                Compensate =
                    failure.Item2 % 5 > 0
                        ? null
                        : new CompensationDefinition(names.Item3, names.Item4, failure.Item2, failure.Item3),
            }
    );

    private static readonly Gen<PipelineSettings> Settings = Gen.Select(
        Gen.Int[1, int.MaxValue],
        Gen.Bool,
        Gen.Int[1, 100],
        Retry,
        Gen.Enum<SkipPropagation>(),
        (timeout, failFast, parallel, retry, skip) => new PipelineSettings(timeout, failFast, parallel, retry, skip)
    );

    public static readonly Gen<PipelineDefinition> Any = Gen.Select(
        Gen.Select(Id, Text, Text.Null()),
        Parameter.Array[0, 3],
        Settings,
        Gen.Select(Step.Array[1, 5], Gen.Int[0, 4], Gen.Bool, Gen.Int[0, 9]),
        Map.Null(),
        (texts, parameters, settings, written, outputs) =>
            Laid(
                new PipelineDefinition(
                    texts.Item1,
                    texts.Item2,
                    texts.Item3,
                    [.. parameters.DistinctBy(p => p.Name)],
                    settings,
                    written.Item1.ToImmutableArray(),
                    outputs
                ),
                Math.Min(written.Item2, written.Item1.Length - 1),
                written.Item3,
                written.Item4
            )
    );

    /// <summary>The same steps, some of them under finally and the others perhaps in two phases.</summary>
    private static PipelineDefinition Laid(PipelineDefinition definition, int finals, bool inPhases, int group)
    {
        var laid = definition with { FinallyCount = finals };
        var main = laid.FinallyFrom;
        return inPhases && main > 1
            ? laid with
            {
                Settings = laid.Settings with { FailFast = true },
                Phases = [new(null, group, 1), new("rest", 3, main - 1)],
            }
            : laid;
    }

    private static Gen<MapValue> Map => MapOf(Gen.OneOf(Scalar, Scalar.Array[0, 3].Select(i => Value.Of(i)), Nested));

    private static Gen<Value> Nested => MapOf(Scalar).Select(m => (Value)m);

    public static Gen<string> OneOf(params string[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static Gen<MapValue> MapOf(Gen<Value> values) =>
        Gen.Select(Text, values, KeyValuePair.Create).Array[0, 4].Select(entries => MapValue.Of(entries));
}
