using System.Collections;
using System.Globalization;
using System.Reflection;
using BudPipeline.Server.Hosting;

namespace BudPipeline.Cli.Terminal;

/// <summary>Settings as <c>Section:Key = value</c>, one a line, those that may be secrets masked.</summary>
internal static class SettingsText
{
    private const string Mask = "***REDACTED***";
    private static readonly string[] SecretWords = ["password", "secret", "token", "key", "credential", "connection"];

    public static void Print(TextWriter output, NodeSettings settings)
    {
        foreach (var section in typeof(NodeSettings).GetProperties().Where(IsSection))
        {
            Print(output, section.Name, section.GetValue(settings));
        }
    }

    private static void Print(TextWriter output, string path, object? value)
    {
        if (value is null or string or IConvertible or TimeSpan or Uri)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture);
            output.WriteLine($"{path} = {(IsSecret(path) && text is { Length: > 0 } ? Mask : text)}");
        }
        else if (value is IEnumerable items)
        {
            output.WriteLine($"{path} = {string.Join(' ', items.Cast<object>())}");
        }
        else
        {
            foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
            {
                Print(output, $"{path}:{property.Name}", property.GetValue(value));
            }
        }
    }

    private static bool IsSection(PropertyInfo property) => property.PropertyType.IsClass;

    private static bool IsSecret(string path) =>
        SecretWords.Any(word => path.Contains(word, StringComparison.OrdinalIgnoreCase));
}
