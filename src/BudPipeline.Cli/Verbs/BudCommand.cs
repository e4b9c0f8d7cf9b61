using System.CommandLine;
using System.CommandLine.Invocation;
using BudPipeline.Cli.Terminal;
using BudPipeline.Client.Errors;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Cli.Verbs;

/// <summary>Runs a command line and turns every way to fail into its exit code.</summary>
internal static class BudCommand
{
    public static async Task<int> RunAsync(RootCommand bud, string[] args)
    {
        HelpWithExamples.Install(bud);
        // A parameter's value may begin with @: no response files.
        var parsed = bud.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            UsageErrors.Print(parsed);
            return ExitCodes.Usage;
        }

        try
        {
            // Signals are the verbs' own business: see Interrupts.
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }
            );
        }
        catch (VerbFailure failure)
        {
            return Fail(failure.Message, failure.ExitCode);
        }
        catch (SettingsException wrong)
        {
            return Fail(wrong.Message, ExitCodes.Usage);
        }
        catch (ServerUnreachableException unreachable)
        {
            return Fail(unreachable.Message, ExitCodes.Unreachable);
        }
        catch (ValidationException refused)
        {
            return Fail(refused.Message, ExitCodes.Usage);
        }
        catch (BudApiException refused)
        {
            return Fail(refused.Message, ExitCodes.Failed);
        }
    }

    private static int Fail(string message, int exitCode)
    {
        StandardError.Note(message);
        return exitCode;
    }
}
