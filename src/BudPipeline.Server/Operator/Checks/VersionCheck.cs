using System.Runtime.InteropServices;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Server.Operator.Checks;

/// <summary>What runs here.</summary>
internal static class VersionCheck
{
    public static Finding Look() =>
        Finding.Ok(
            "versions",
            $"bud {BudVersion.Text}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}"
        );
}
