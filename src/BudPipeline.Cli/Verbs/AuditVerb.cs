using System.CommandLine;
using System.Globalization;
using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Security;
using BudPipeline.Client.Wire;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud audit</c>: who asked for what.</summary>
internal static class AuditVerb
{
    private const string Text = "text";
    private const string Json = "json";

    public static Command Create(TimeProvider time)
    {
        var actor = new Option<string?>("--actor") { Description = "Only of this caller, such as key:ci." };
        var action = new Option<string?>("--action") { Description = "Only this, such as execution.cancel." };
        var target = new Option<string?>("--target") { Description = "Only about the thing of this id." };
        var outcome = new Option<string?>("--outcome") { Description = "Only with this outcome." };
        outcome.AcceptOnlyFromAmong("done", "refused", "failed");
        var since = new Option<string?>("--since") { Description = "Only from then on: 5m, 2h, or a moment." };
        var limit = new Option<int?>("--limit") { Description = "At most so many, 1 to 1000." };
        var output = OutputOption.Create(Text, Json);
        var verb = new Verb(
            "audit",
            "Lists who asked for which change and what came of it, the newest first.",
            "bud audit --since 1h",
            "bud audit --target exec_0198f0c2 -o json"
        )
        {
            actor,
            action,
            target,
            outcome,
            since,
            limit,
            output,
        };
        return NodeVerb.On(
            verb,
            time,
            async (result, node, cancellation) =>
            {
                var query = new AuditQuery
                {
                    Actor = result.GetValue(actor),
                    Action = result.GetValue(action),
                    Target = result.GetValue(target),
                    Outcome = result.GetValue(outcome),
                    Since = result.GetValue(since),
                    Limit = result.GetValue(limit),
                };
                var page = await node.Client.GetAuditAsync(query, cancellation);
                if (result.GetValue(output) == Json)
                {
                    JsonOutput.Print(page, BudJson.Wire.AuditPage);
                    return ExitCodes.Completed;
                }

                Columns.Print(Console.Out, ["AT", "ACTOR", "ACTION", "TARGET", "OUTCOME"], page.Entries.Select(Row));
                return ExitCodes.Completed;
            }
        );
    }

    private static string[] Row(AuditEntry entry) =>
        [
            entry.At.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            entry.Owner is null ? entry.Actor : $"{entry.Actor} for {entry.Owner}",
            entry.Action,
            entry.Target ?? "-",
            entry.Code is null ? entry.Outcome : $"{entry.Outcome} {entry.Code}",
        ];
}
