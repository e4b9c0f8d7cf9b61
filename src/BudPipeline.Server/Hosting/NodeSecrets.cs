using BudPipeline.Core.Actions;

namespace BudPipeline.Server.Hosting;

/// <summary>The secrets of a node, from the section <c>Secrets</c> of its settings: a name and its text each.</summary>
public sealed class NodeSecrets : ISecrets
{
    private readonly Dictionary<string, string> byName;

    internal NodeSecrets(IConfigurationSection section) =>
        // Names of settings have no case.
        byName = section
            .GetChildren()
            .Where(entry => entry.Value is not null)
            .ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public string? Find(string name) => byName.GetValueOrDefault(name);
}
