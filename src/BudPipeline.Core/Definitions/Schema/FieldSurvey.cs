using BudPipeline.Core.Definitions.Reading;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Definitions.Schema;

/// <summary>
/// Finds out what the readers accept by giving them small sources and noting what they ask for: each field that turns up is
/// given to them in turn, alone, as an empty map and as lists, until nothing new turns up.
/// </summary>
internal sealed class FieldSurvey
{
    /// <summary>Stands in a path for any place in a list.</summary>
    public const string Item = "*";

    private static readonly Value EmptyItem = Value.Of([MapValue.Empty]);

    private readonly SurveyedField root = new(new MapShape());
    private readonly Queue<string> open = new();

    private FieldSurvey() { }

    /// <summary>The root of a definition with all fields below it.</summary>
    public static SurveyedField Run()
    {
        var survey = new FieldSurvey();
        // A field that nobody knows, because a source with nothing in it is not read at all.
        survey.Note(Probe(["-"], Value.Null), null);
        while (survey.open.TryDequeue(out var path))
        {
            survey.Survey(path);
        }

        return survey.root;
    }

    private void Survey(string path)
    {
        var parts = path.Split('.');
        var field = root.At(parts);
        foreach (var value in (Value[])[MapValue.Empty, EmptyItem])
        {
            Note(Probe(parts, value), parts);
        }

        if (field.Shape is ListShape)
        {
            var (_, findings) = Probe(parts, ListValue.Empty);
            field.NeedsItems = findings
                .ToDiagnostics()
                .Any(d => d.Code == DiagnosticCodes.OutOfRange && FieldNotes.AnyPlace(d.Path) == path);
        }
    }

    /// <summary>Puts notes into the tree. The one field that was given is what may stand for a required one beside it.</summary>
    private void Note((FieldNotes Notes, Findings Findings) probe, string[]? given)
    {
        foreach (var (path, shape) in probe.Notes.Fields)
        {
            var parts = path.Split('.');
            var owner = root.At(parts.AsSpan()[..^1]);
            if (owner.Add(parts[^1], shape))
            {
                open.Enqueue(path);
            }
        }

        foreach (var path in probe.Notes.Missing)
        {
            var parts = path.Split('.');
            root.At(parts.AsSpan()[..^1]).Required.TryAdd(parts[^1], []);
        }

        if (given is null)
        {
            return;
        }

        var beside = root.At(given.AsSpan()[..^1]);
        var prefix = string.Concat(given[..^1].Select(part => part + "."));
        foreach (var (name, alternatives) in beside.Required)
        {
            if (name != given[^1] && !probe.Notes.Missing.Contains(prefix + name))
            {
                alternatives.Add(given[^1]);
            }
        }
    }

    private static (FieldNotes Notes, Findings Findings) Probe(string[] path, Value value)
    {
        foreach (var part in path.Reverse())
        {
            value = part == Item ? Value.Of([value]) : MapValue.Of((part, value));
        }

        var source = new SourceText(ValueJson.ToText(value));
        var notes = new FieldNotes();
        var findings = new Findings(source, DefinitionLimits.Default.MaxDiagnostics) { Notes = notes };
        var node = JsonSource.Parse(source, DefinitionLimits.Default, findings);
        PipelineReader.Read(node!, findings, DefinitionLimits.Default, DefinitionReader.DefaultName);
        return (notes, findings);
    }
}

/// <summary>A field with those below it.</summary>
internal sealed class SurveyedField(FieldShape shape)
{
    private readonly List<string> order = [];
    private readonly Dictionary<string, SurveyedField> below = new(StringComparer.Ordinal);

    public FieldShape Shape { get; private set; } = shape;

    /// <summary>Whether an empty list is refused.</summary>
    public bool NeedsItems { get; set; }

    /// <summary>Fields that must be there, each with the ones that may be there instead.</summary>
    public Dictionary<string, HashSet<string>> Required { get; } = new(StringComparer.Ordinal);

    /// <summary>The fields below it in the order in which they are read.</summary>
    public IEnumerable<(string Name, SurveyedField Field)> Below => order.Select(name => (name, below[name]));

    /// <summary>What stands in this list.</summary>
    public SurveyedField? Items => below.GetValueOrDefault(FieldSurvey.Item);

    public SurveyedField At(ReadOnlySpan<string> path)
    {
        if (path.IsEmpty)
        {
            return this;
        }

        if (!below.TryGetValue(path[0], out var next))
        {
            Add(path[0], new MapShape());
            next = below[path[0]];
        }

        return next.At(path[1..]);
    }

    /// <summary>Adds a field, or what more is known of it; true when it is new.</summary>
    public bool Add(string name, FieldShape shape)
    {
        if (below.TryGetValue(name, out var known))
        {
            known.Shape = shape.Rank >= known.Shape.Rank ? shape : known.Shape;
            return false;
        }

        order.Add(name);
        below.Add(name, new SurveyedField(shape));
        return true;
    }
}
