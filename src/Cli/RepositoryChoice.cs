using System.CommandLine;

namespace Sundog.Cli;

/// <summary>The repository that a command acts on, named as its argument or by <c>--dir</c>, as by every other command.</summary>
internal sealed class RepositoryChoice
{
    private readonly Argument<string?> _argument = new("directory")
    {
        Description = "The repository, or a directory in it",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _option = Options.Dir();

    /// <summary>Gives a command the argument and the option.</summary>
    public RepositoryChoice(Command command)
    {
        command.Add(_argument);
        command.Add(_option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_argument) is { Tokens.Count: > 0 } && result.GetResult(_option) is not null)
            {
                result.AddError("Name the directory once: as the argument or by --dir.");
            }
        });
    }

    /// <summary>The nearest directory above the one that was named that holds <c>.upsun</c>.</summary>
    /// <exception cref="CliException">There is none.</exception>
    public string Find(ParseResult result) => Options.Repository(result.GetValue(_argument) ?? result.GetValue(_option));
}
