using System.Collections.Immutable;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions;

/// <summary>Brings the parameters of a start into the types that the definition declares.</summary>
public static class Parameters
{
    private const int LongestExcerpt = 80;

    /// <summary>
    /// Declared parameters in their order, typed and with defaults filled in, then whatever else was given. A null counts
    /// as not given. A parameter with a problem is left out.
    /// </summary>
    public static (MapValue Bound, ImmutableArray<Diagnostic> Problems) Bind(
        ImmutableArray<ParameterDefinition> declared,
        MapValue given
    )
    {
        var bound = new List<KeyValuePair<string, Value>>(declared.Length + given.Count);
        var problems = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var parameter in declared)
        {
            var value = given[parameter.Name];
            var source = value.IsNullOrUndefined ? parameter.Default : value;
            if (source is null or NullValue)
            {
                if (parameter.Required)
                {
                    problems.Add(Missing(parameter, declared, given));
                }
            }
            else if (ParameterCoercion.Coerce(parameter.Type, source) is { } typed)
            {
                bound.Add(new(parameter.Name, typed));
            }
            else
            {
                problems.Add(WrongType(parameter, source));
            }
        }

        var names = declared.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        bound.AddRange(given.Entries.Where(e => !names.Contains(e.Key)));
        return (MapValue.Of(bound), problems.DrainToImmutable());
    }

    private static Diagnostic Missing(
        ParameterDefinition parameter,
        ImmutableArray<ParameterDefinition> declared,
        MapValue given
    )
    {
        var names = declared.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        var extra = given.Entries.Select(e => e.Key).Where(key => !names.Contains(key));
        var expected = ParameterCoercion.Expected(parameter.Type);
        var hint = NearestName.Of(parameter.Name, extra) is { } slip
            ? $"'{slip}' was given: did you mean '{parameter.Name}'?"
            : $"Give {expected}: -p {parameter.Name}=…";
        return new Diagnostic(
            Severity.Error,
            DiagnosticCodes.MissingParameter,
            $"The parameter '{parameter.Name}' of type {parameter.TypeName} is required and was not given.",
            $"params.{parameter.Name}",
            null,
            null,
            hint
        );
    }

    private static Diagnostic WrongType(ParameterDefinition parameter, Value value)
    {
        var text = ValueJson.ToText(value);
        var shown = text.Length <= LongestExcerpt ? text : text[..LongestExcerpt] + "…";
        return new Diagnostic(
            Severity.Error,
            DiagnosticCodes.ParameterType,
            $"The parameter '{parameter.Name}' must be of type {parameter.TypeName}, not {shown}.",
            $"params.{parameter.Name}",
            null,
            shown,
            $"Give {ParameterCoercion.Expected(parameter.Type)}."
        );
    }
}
