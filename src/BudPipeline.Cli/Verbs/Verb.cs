using System.CommandLine;

namespace BudPipeline.Cli.Verbs;

/// <summary>A command of <c>bud</c> that brings its examples along for <c>--help</c>.</summary>
internal sealed class Verb(string name, string description, params string[] examples) : Command(name, description)
{
    public IReadOnlyList<string> Examples => examples;
}
