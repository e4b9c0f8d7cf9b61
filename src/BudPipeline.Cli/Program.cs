using System.CommandLine;
using BudPipeline.Cli.Verbs;
using BudPipeline.Worker.Supervision;

// A node starts this program once more, to hold its commands; that one must load nothing that it does not need.
return args is [CommandSupervisorProgram.Verb, ..]
    ? CommandSupervisorProgram.Run(args)
    : await RunVerbAsync(args, TimeProvider.System);

static Task<int> RunVerbAsync(string[] args, TimeProvider time) =>
    BudCommand.RunAsync(
        new RootCommand("Runs pipelines so that nothing acknowledged is ever lost.")
        {
            RunVerb.Create(time),
            ServeVerb.Create(time),
            ValidateVerb.Create(),
            GraphVerb.Create(),
            PipelinesVerb.Create(time),
            ExecutionsVerb.Create(time),
            ActionsVerb.Create(),
            EvalVerb.Create(time),
            BenchVerb.Create(time),
            KeysVerb.Create(time),
            AuditVerb.Create(time),
            DoctorVerb.Create(time),
            CompletionVerb.Create(),
        },
        args
    );
