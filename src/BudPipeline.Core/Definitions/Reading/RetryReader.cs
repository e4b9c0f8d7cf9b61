using System.Collections.Immutable;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Definitions.Schema;

namespace BudPipeline.Core.Definitions.Reading;

/// <summary>Reads a retry policy under any of the names its fields have had.</summary>
internal static class RetryReader
{
    private static readonly string[] Kinds =
    [
        StepError.Timeout,
        StepError.Connection,
        StepError.Http5xx,
        StepError.Application,
    ];

    public static RetryPolicy? Read(Fields owner, string name, Findings findings)
    {
        var hint = owner.Find(name) is SourceScalar scalar ? $"Write {name}: {{max_attempts: {scalar.Raw}}}." : null;
        if (owner.MapOf(name, hint) is not { } map)
        {
            return null;
        }

        var fields = new Fields(map, owner.PathOf(name), findings);
        var backoff = fields.NameOf("backoff_seconds", "delay", "initial_interval_seconds");
        var multiplier = fields.NameOf("backoff_multiplier", "backoff");
        var defaults = RetryPolicy.Default;
        var policy = new RetryPolicy(
            fields.Integer("max_attempts", 1, 10) ?? defaults.MaxAttempts,
            fields.Integer(backoff, 1) ?? defaults.BackoffSeconds,
            fields.Number(multiplier, NumberBounds.AtLeast(1)) ?? defaults.BackoffMultiplier,
            fields.Integer("max_backoff_seconds", 1) ?? defaults.MaxBackoffSeconds,
            RetryOn(fields)
        )
        {
            Jitter = fields.Number("jitter", NumberBounds.Between(0, 1)) ?? 0,
        };
        fields.WarnOfUnknown();
        return policy;
    }

    private static ImmutableArray<string> RetryOn(Fields fields)
    {
        var words = fields.Texts("retry_on");
        var isList = fields.Find("retry_on") is SourceList;
        for (var i = 0; i < words.Length; i++)
        {
            if (!Kinds.Contains(words[i], StringComparer.Ordinal))
            {
                var node = fields.Find("retry_on");
                var item = (node as SourceList)?.Items.ElementAtOrDefault(i) ?? node;
                fields.InvalidWord(
                    "retry_on",
                    fields.PathOf(isList ? $"retry_on.{i}" : "retry_on"),
                    item,
                    words[i],
                    Kinds
                );
            }
        }

        return [.. words.Distinct(StringComparer.Ordinal)];
    }
}
