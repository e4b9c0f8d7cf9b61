using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using BudPipeline.Core.Actions;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Schema;

/// <summary>
/// The JSON Schema of a definition, draft 7 as editors know it: made of what the readers ask for and what actions say of
/// themselves. It is stricter than the readers in one point, for the sake of whoever types: an unknown field, of which they
/// only warn, is refused.
/// </summary>
public static class PipelineSchema
{
    private const string Draft = "http://json-schema.org/draft-07/schema#";
    private const string Action = "action";
    private const string Params = "params";

    /// <summary>The schema as indented JSON text.</summary>
    public static string Of(ActionCatalog catalog)
    {
        var writing = new Writing(catalog);
        var root = writing.Map(FieldSurvey.Run());
        var schema = MapValue.Of(
            ("$schema", Value.Of(Draft)),
            ("title", Value.Of("BudPipeline pipeline")),
            ("description", Value.Of("A pipeline: a directed acyclic graph of steps."))
        );
        return Indented(schema.With(root).With(MapValue.Of(("definitions", writing.Definitions()))));
    }

    private static string Indented(Value schema)
    {
        using var document = JsonDocument.Parse(ValueJson.ToUtf8(schema));
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }

    /// <summary>Turns fields into schemas; what holds an action becomes a definition that is referred to.</summary>
    private sealed class Writing(ActionCatalog catalog)
    {
        private readonly List<(string Name, Value Schema)> shared = [];

        public MapValue Definitions() =>
            MapValue.Of(
                shared
                    .Select(entry => KeyValuePair.Create(entry.Name, entry.Schema))
                    .Append(KeyValuePair.Create("actionName", (Value)ActionSchema.Name(catalog)))
                    .Concat(
                        catalog.All.Select(action =>
                            KeyValuePair.Create(ActionSchema.ParamsName(action), (Value)ActionSchema.Params(action))
                        )
                    )
            );

        public MapValue Map(SurveyedField field)
        {
            var properties = field.Below.Select(below =>
                KeyValuePair.Create(
                    below.Name,
                    (Value)Of(below.Name, below.Field, field.Required.ContainsKey(below.Name))
                )
            );
            var always = field.Required.Where(r => r.Value.Count == 0).Select(r => Value.Of(r.Key)).ToList();
            var choices = field
                .Required.Where(r => r.Value.Count > 0)
                .Select(r => Json.AnyOf([.. r.Value.Prepend(r.Key).Select(Needs)]))
                .Concat(HoldsAction(field) ? ActionSchema.Rules(catalog) : [])
                .ToImmutableArray();
            return Json.Map(
                ("type", Value.Of("object")),
                ("properties", MapValue.Of(properties)),
                ("required", always.Count > 0 ? Value.Of(always) : null),
                ("allOf", choices.IsEmpty ? null : Value.Of(choices)),
                ("additionalProperties", Value.False)
            );
        }

        private static MapValue Needs(string name) => MapValue.Of(("required", Value.Of([Value.Of(name)])));

        private static bool HoldsAction(SurveyedField field) =>
            field.Below.Any(below => below.Name == Action) && field.Below.Any(below => below.Name == Params);

        private MapValue Of(string name, SurveyedField field, bool isRequired) =>
            name == Action && field.Shape is TextShape
                ? Json.Ref("actionName")
                : Json.OrNull(Of(name, field), !isRequired && field.Shape is not ObjectShape { TakesNull: false });

        private MapValue Of(string name, SurveyedField field) =>
            field.Shape switch
            {
                TextShape text => Json.Text(text.MinLength, text.MaxLength),
                ScalarShape scalar => Json.Type(
                    scalar.TakesBooleans ? ["string", "number", "boolean"] : ["string", "number"]
                ),
                IntegerShape integer => Json.Map(
                    ("type", Value.Of("integer")),
                    ("minimum", Value.Of((long)integer.Min)),
                    ("maximum", integer.Max == int.MaxValue ? null : Value.Of((long)integer.Max))
                ),
                NumberShape number => Json.Map(
                    ("type", Value.Of("number")),
                    (number.Bounds.IsAbove ? "exclusiveMinimum" : "minimum", Value.Of(number.Bounds.Min)),
                    ("maximum", double.IsFinite(number.Bounds.Max) ? Value.Of(number.Bounds.Max) : null)
                ),
                BooleanShape => Json.Type("boolean"),
                WordShape words => Json.Words(words.Words),
                TextsShape => Json.AnyOf([Json.Type("string"), Json.List(Json.Type("string"), false)]),
                ObjectShape => Json.Type("object"),
                ListShape => Json.List(
                    field.Items is { } items ? Shared(name, items) : MapValue.Empty,
                    field.NeedsItems
                ),
                MapShape => Shared(name, field),
                _ => MapValue.Empty,
            };

        /// <summary>What holds an action is the same in several places, and long.</summary>
        private MapValue Shared(string name, SurveyedField field)
        {
            var schema = Map(field);
            if (!HoldsAction(field))
            {
                return schema;
            }

            var known = shared.Find(entry => entry.Schema.Equals(schema)).Name;
            if (known is null)
            {
                known =
                    field.Below.Any(below => below.Name == "id") && shared.TrueForAll(e => e.Name != "step")
                        ? "step"
                        : name;
                shared.Add((known, schema));
            }

            return Json.Ref(known);
        }
    }
}
