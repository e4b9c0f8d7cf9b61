using System.Collections.Immutable;

namespace BudPipeline.Core.Expressions.Filters;

/// <summary>Which arguments a filter, test or function takes. A bound argument stands at the place of its name here.</summary>
internal sealed record Signature
{
    /// <summary>No arguments at all.</summary>
    public static Signature None { get; } = new();

    /// <summary>Names of arguments that must be given, in their order.</summary>
    public ImmutableArray<string> Required { get; init; } = [];

    /// <summary>Names of arguments that may be given, in their order behind the required ones.</summary>
    public ImmutableArray<string> Optional { get; init; } = [];

    /// <summary>Names of arguments that may be given by name only; their places are behind the optional ones.</summary>
    public ImmutableArray<string> NamedOnly { get; init; } = [];

    /// <summary>Whether any number of further arguments is taken, placed behind all named ones.</summary>
    public bool TakesMore { get; init; }

    /// <summary>How many arguments have a name.</summary>
    public int Named => Positional + NamedOnly.Length;

    private int Positional => Required.Length + Optional.Length;

    /// <summary>The place of an argument, or -1.</summary>
    public int PlaceOf(string name) => Names.IndexOf(name);

    /// <summary>What the canonical text must write before an argument's value; null when its place says enough.</summary>
    public string? NameToPrint<T>(int place, ImmutableArray<T?> arguments)
        where T : class
    {
        var isPositional = place >= Named || (place < Positional && !arguments.Take(place).Contains(null));
        return isPositional ? null : Names[place];
    }

    /// <summary>Puts arguments into their places; otherwise says what is wrong with them.</summary>
    public ImmutableArray<T?> Bind<T>(
        IReadOnlyList<T> positional,
        IReadOnlyDictionary<string, T> named,
        out string? problem
    )
        where T : class
    {
        problem = null;
        var excess = positional.Count - Positional;
        if (excess > 0 && !TakesMore)
        {
            problem =
                Positional == 0 ? "takes no arguments" : $"takes at most {Positional} ({string.Join(", ", Names)})";
            return [];
        }

        var places = new T?[Named + Math.Max(0, excess)];
        for (var i = 0; i < positional.Count; i++)
        {
            places[i < Positional ? i : Named + i - Positional] = positional[i];
        }

        foreach (var (name, argument) in named)
        {
            var place = PlaceOf(name);
            if (place < 0 || places[place] is not null)
            {
                problem = place < 0 ? $"has no argument '{name}'" : $"gets '{name}' twice";
                return [];
            }

            places[place] = argument;
        }

        var lacking = Required.Where((_, place) => places[place] is null).ToList();
        problem = lacking.Count == 0 ? null : $"needs {string.Join(", ", lacking)}";
        return positional.Count == 0 && named.Count == 0 ? [] : ImmutableArray.Create(places);
    }

    private ImmutableArray<string> Names => [.. Required, .. Optional, .. NamedOnly];
}
