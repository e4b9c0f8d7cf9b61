// A node as small as can be, for tests that kill it: `node DATA_FOLDER COMMAND` runs one shell step.
// Started with the supervisor's verb it is the supervisor of such a node.
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;
using BudPipeline.Worker;
using BudPipeline.Worker.Supervision;
using BudPipeline.Worker.SupervisorHost;
using Microsoft.Extensions.DependencyInjection;

if (args is [CommandSupervisorProgram.Verb, ..])
{
    return CommandSupervisorProgram.Run(args);
}

var services = new ServiceCollection();
services.AddSingleton<IStepLogs, NoLogs>();
services.AddBudWorker(new WorkerOptions(args[1]));
await using var provider = services.BuildServiceProvider();
var assignment = new StepAssignment(
    new AttemptKey("exec_host", 0, 1, 1),
    "step",
    "pipeline",
    "shell",
    MapValue.Of(("command", Value.Of(args[2]))),
    Timeout.InfiniteTimeSpan,
    null
);
var outcome = await provider.GetRequiredService<IStepRunner>().RunAsync(assignment, CancellationToken.None);
await Console.Out.WriteLineAsync($"{outcome.Status} {outcome.Error?.Message}");
return outcome.Status == OutcomeStatus.Completed ? 0 : 1;
