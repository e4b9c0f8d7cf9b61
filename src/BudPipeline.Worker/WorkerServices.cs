using BudPipeline.Core.Actions;
using BudPipeline.Core.Actions.BuiltIn;
using BudPipeline.Worker.Http;
using BudPipeline.Worker.Observing;
using BudPipeline.Worker.Shell;
using BudPipeline.Worker.Supervision;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace BudPipeline.Worker;

/// <summary>Registers what runs steps on this node.</summary>
public static class WorkerServices
{
    /// <summary>Registers the actions, the runner and the supervisor of commands. An <see cref="IStepLogs"/> is the caller's to give.</summary>
    public static IServiceCollection AddBudWorker(this IServiceCollection services, WorkerOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.AddSingleton(options);
        services.AddSingleton(options.Secrets);
        services.AddSingleton(provider => new CommandSupervisor(
            options.Supervisor ?? CommandSupervisorLaunch.FromThisProcess(),
            options.DataFolder,
            provider.GetRequiredService<ILogger<CommandSupervisor>>()
        ));
        services
            .AddHttpClient(HttpRequestAction.ClientName)
            .ConfigurePrimaryHttpMessageHandler(HttpRequestAction.CreateHandler)
            .RemoveAllLoggers();
        foreach (var action in BuiltInActions.Pure)
        {
            services.AddSingleton(action);
        }

        services.AddSingleton<IAction, HttpRequestAction>();
        services.AddSingleton<IAction, ShellAction>();
        services.AddSingleton<LocalStepRunner>();
        services.AddSingleton<IStepRunner>(provider => new ObservedStepRunner(
            provider.GetRequiredService<LocalStepRunner>(),
            provider.GetRequiredService<ILogger<ObservedStepRunner>>()
        ));
        return services;
    }

    /// <summary>
    /// Starts the supervisor of commands without waiting for it: for whoever knows that a <c>shell</c> step will come. Its
    /// start takes a tenth of a second, which then passes beside other work.
    /// </summary>
    public static void WarmUpShell(this IServiceProvider provider) =>
        provider.GetRequiredService<CommandSupervisor>().WarmUp();
}
