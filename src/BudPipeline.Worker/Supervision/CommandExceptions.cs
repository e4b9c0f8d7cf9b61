namespace BudPipeline.Worker.Supervision;

/// <summary>A command did not start; the message says why.</summary>
public sealed class CommandNotStartedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The supervisor died while a command ran; the command was killed and nobody knows how far it came.</summary>
public sealed class SupervisorLostException(string message, Exception? inner = null) : Exception(message, inner);
