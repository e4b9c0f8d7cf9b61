using System.CommandLine;
using BudPipeline.Cli.Terminal;
using BudPipeline.Server.Operator;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud doctor</c>: whether everything that a node needs is as it should be, and what to do where it is not.</summary>
internal static class DoctorVerb
{
    private const string Text = "text";
    private const string Json = "json";

    public static Command Create(TimeProvider time)
    {
        var urls = new Option<string?>("--urls") { Description = "Where the server is to listen.", HelpName = "URL" };
        var data = NodeOptions.DataOption();
        var output = OutputOption.Create(Text, Json);
        var rebuild = new Option<bool>("--rebuild")
        {
            Description = "Fills the tables that follow from the journal anew; no node may run on them meanwhile.",
        };
        var verb = new Verb(
            "doctor",
            "Checks database, clock, disk, ports and versions, and says what to do; exit code 1 when there is a fault.",
            "bud doctor",
            "bud doctor --data /var/lib/budpipeline --urls http://127.0.0.1:8080 -o json",
            "bud doctor --rebuild"
        )
        {
            urls,
            data,
            output,
            rebuild,
        };
        verb.SetAction(
            async (result, cancellation) =>
            {
                var settings = ServeVerb.Read(result.GetValue(urls), result.GetValue(data), time);
                var asJson = result.GetValue(output) == Json;
                if (result.GetValue(rebuild))
                {
                    var rebuilt = await DoctorRebuild.RunAsync(settings, time, cancellation);
                    DoctorReport.Print(rebuilt, asJson);
                    return ExitCodes.Completed;
                }

                var findings = await Doctor.ExamineAsync(settings, time, cancellation);
                DoctorReport.Print(findings, asJson);
                return findings.Any(f => f.Level == FindingLevel.Fault) ? ExitCodes.Failed : ExitCodes.Completed;
            }
        );
        return verb;
    }
}
