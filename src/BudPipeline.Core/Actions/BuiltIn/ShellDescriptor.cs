using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions.BuiltIn;

/// <summary>What <c>shell</c> says of itself; the worker does its work.</summary>
public static class ShellDescriptor
{
    /// <summary>The descriptor.</summary>
    public static ActionDescriptor About { get; } =
        new(
            Type: "shell",
            Name: "Shell",
            Category: "Integration",
            Description: "Runs a command on the node; an exit code other than 0 fails the step.",
            Params:
            [
                new("command", "Command", "template", Description: "Text for /bin/sh -c; this or args."),
                new("args", "Arguments", "json", Description: "A program and its arguments, run without a shell."),
                new(
                    "env",
                    "Environment",
                    "json",
                    Default: MapValue.Empty,
                    Description: "Variables for the command. Pass values here instead of splicing them into its text."
                ),
                new("cwd", "Directory", "string", Description: "Where it runs; the node's own directory by default."),
            ],
            Outputs:
            [
                new("exit_code", "number", "The exit code; 128 and the signal's number when a signal ended it."),
                new("stdout", "string", "The last 64 KB of standard output, without the line ends at its end."),
                new("*", "any", "What the command wrote as a JSON object into the file named in BUD_OUTPUT."),
            ],
            Mode: ExecutionMode.Sync,
            Timeout: null,
            Idempotent: true,
            Aliases: []
        );
}
