using System.Runtime.CompilerServices;

namespace BudPipeline.Journal.Tests;

/// <summary>Tests wait for processes and databases on threads of the pool; what they wait for needs some too.</summary>
internal static class Threads
{
    [ModuleInitializer]
    internal static void Enough() => ThreadPool.SetMinThreads(32, 32);
}
