namespace BudPipeline.Server.Hosting;

/// <summary>A setting is wrong; the message names it and the remedy. Nothing was started.</summary>
public sealed class SettingsException(string message) : Exception(message);
