using System.Reflection;
using DbUp.Engine;

namespace BudPipeline.Server.Storage;

/// <summary>The numbered scripts of a folder under <c>Migrations</c>, in order.</summary>
internal static class MigrationScripts
{
    public static IReadOnlyList<SqlScript> Of(string folder) =>
        [
            .. Assembly
                .GetExecutingAssembly()
                .GetManifestResourceNames()
                .Where(name => name.Contains($".Migrations.{folder}.", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name => new SqlScript(name, Read(name))),
        ];

    private static string Read(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
