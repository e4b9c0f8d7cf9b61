using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Schema;

/// <summary>Schemas of actions and their parameters, by what each says of itself. A text with a template in it is never judged.</summary>
internal static class ActionSchema
{
    public static string ParamsName(ActionDescriptor action) => $"{action.Type}_params";

    /// <summary>The name of an action: the known ones are offered, another one may be a plugin's.</summary>
    public static MapValue Name(ActionCatalog catalog) =>
        Json.AnyOf(
            catalog
                .All.SelectMany(action =>
                    action.Aliases.Prepend(action.Type).Select(name => (name, action.Description))
                )
                .Select(known =>
                    (Value)MapValue.Of(("const", Value.Of(known.name)), ("description", Value.Of(known.Description)))
                )
                .Append(Json.Text(1, int.MaxValue))
        );

    /// <summary>For each action: who names it gives its parameters.</summary>
    public static IEnumerable<Value> Rules(ActionCatalog catalog) =>
        catalog.All.Select(action =>
            (Value)
                MapValue.Of(
                    (
                        "if",
                        MapValue.Of(
                            (
                                "properties",
                                MapValue.Of(
                                    ("action", MapValue.Of(("enum", Json.Texts([action.Type, .. action.Aliases]))))
                                )
                            ),
                            ("required", Json.Texts(["action"]))
                        )
                    ),
                    (
                        "then",
                        Json.Map(
                            ("properties", MapValue.Of(("params", Json.Ref(ParamsName(action))))),
                            ("required", action.Params.Any(IsNeeded) ? Json.Texts(["params"]) : null)
                        )
                    )
                )
        );

    /// <summary>The parameters of an action. One that it does not know is let through: another version may.</summary>
    public static MapValue Params(ActionDescriptor action)
    {
        var needed = action.Params.Where(IsNeeded).Select(parameter => parameter.Name).ToList();
        return Json.Map(
            ("type", Value.Of("object")),
            ("description", Value.Of(action.Description)),
            (
                "properties",
                MapValue.Of(
                    action.Params.Select(parameter => KeyValuePair.Create(parameter.Name, (Value)Described(parameter)))
                )
            ),
            ("required", needed.Count == 0 ? null : Json.Texts(needed))
        );
    }

    private static bool IsNeeded(ActionParameter parameter) =>
        parameter is { Required: true, Default: null, ShowWhen: null };

    private static MapValue Described(ActionParameter parameter) =>
        Json.Map(
                ("description", parameter.Description is null ? null : Value.Of(parameter.Description)),
                ("default", parameter.Default is { IsNullOrUndefined: false } value ? value : null)
            )
            .With(IsNeeded(parameter) ? Of(parameter) : OrBlank(Of(parameter)));

    /// <summary>Null and an empty text count as not given.</summary>
    private static MapValue OrBlank(MapValue schema) =>
        schema.Count == 0
            ? schema
            : Json.AnyOf([schema, MapValue.Of(("enum", Value.Of([Value.Null, Value.EmptyText])))]);

    private static MapValue Of(ActionParameter parameter) =>
        parameter.Type switch
        {
            "number" => Json.AnyOf([
                Json.Map(
                    ("type", Value.Of("number")),
                    ("minimum", Bound(parameter.Validation?.Min)),
                    ("maximum", Bound(parameter.Validation?.Max))
                ),
                Json.Matching(@"^\s*[-+]?[0-9.]"),
                Json.Templated(),
            ]),
            "boolean" => Json.AnyOf([Json.Type("boolean"), Json.Words(["true", "false"]), Json.Templated()]),
            "select" when !parameter.Options.IsDefaultOrEmpty => Json.AnyOf([
                Json.Words(parameter.Options),
                Json.Templated(),
            ]),
            _ => OfText(parameter),
        };

    private static MapValue OfText(ActionParameter parameter)
    {
        if (parameter.Validation is not { } bounds)
        {
            return IsNeeded(parameter)
                ? MapValue.Of(("not", MapValue.Of(("enum", Value.Of([Value.Null, Value.EmptyText])))))
                : MapValue.Empty;
        }

        var constant = Json.Text(bounds.MinLength ?? (IsNeeded(parameter) ? 1 : 0), bounds.MaxLength ?? int.MaxValue)
            .With(Json.Map(("pattern", bounds.Pattern is null ? null : Value.Of($"^(?:{bounds.Pattern})$"))));
        return Json.AnyOf([constant, Json.Templated(), Json.Type("number", "boolean", "object", "array")]);
    }

    private static Value? Bound(double? bound) => bound is { } number ? Value.Of(number) : null;
}
