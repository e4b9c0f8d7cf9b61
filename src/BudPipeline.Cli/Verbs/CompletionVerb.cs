using System.CommandLine;

namespace BudPipeline.Cli.Verbs;

/// <summary><c>bud completion bash|zsh|fish</c>: prints a script that asks <c>bud [suggest]</c> at every tab.</summary>
internal static class CompletionVerb
{
    private const string Bash = """
        _bud() {
          local IFS=$'\n' word="${COMP_WORDS[COMP_CWORD]}"
          COMPREPLY=($(compgen -W "$(bud "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _bud bud
        """;

    private const string Zsh = """
        #compdef bud
        _bud() {
          local -a words_for_bud
          words_for_bud=("${(@f)$(bud "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
          compadd -- $words_for_bud
          _files
        }
        compdef _bud bud
        """;

    private const string Fish = """
        complete -c bud -a '(bud "[suggest:"(string length -- (commandline -cp))"]" (commandline -cp) 2>/dev/null)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var verb = new Verb(
            "completion",
            "Prints a completion script for a shell.",
            "source <(bud completion bash)",
            "bud completion zsh > ~/.zfunc/_bud",
            "bud completion fish > ~/.config/fish/completions/bud.fish"
        )
        {
            shell,
        };
        verb.SetAction(result =>
        {
            var script = result.GetRequiredValue(shell) switch
            {
                "zsh" => Zsh,
                "fish" => Fish,
                _ => Bash,
            };
            result.InvocationConfiguration.Output.WriteLine(script);
            return ExitCodes.Completed;
        });
        return verb;
    }
}
