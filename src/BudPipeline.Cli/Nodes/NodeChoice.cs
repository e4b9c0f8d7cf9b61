namespace BudPipeline.Cli.Nodes;

/// <summary>Which node the user wants.</summary>
/// <param name="Server">The server they named; null for whatever serves the data folder.</param>
/// <param name="DataFolder">The data folder, as a full path.</param>
internal sealed record NodeChoice(Uri? Server, string DataFolder);
