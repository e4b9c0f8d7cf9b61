namespace BudPipeline.Core.Definitions.Schema;

/// <summary>
/// What a reader asked of a source: each field it looked for with what it accepts there. The schema is made of these
/// notes, so it cannot say anything else than the readers do.
/// </summary>
internal sealed class FieldNotes
{
    private readonly Dictionary<string, FieldShape> shapes = new(StringComparer.Ordinal);
    private readonly List<string> order = [];

    /// <summary>Every field that was asked for, in the order of asking; places in lists are <c>*</c>.</summary>
    public IEnumerable<(string Path, FieldShape Shape)> Fields => order.Select(path => (path, shapes[path]));

    /// <summary>Fields that were missed.</summary>
    public HashSet<string> Missing { get; } = new(StringComparer.Ordinal);

    public void Asked(string path, FieldShape shape)
    {
        var place = AnyPlace(path);
        if (!shapes.TryGetValue(place, out var known))
        {
            order.Add(place);
            shapes[place] = shape;
        }
        else if (shape.Rank >= known.Rank)
        {
            shapes[place] = shape;
        }
    }

    public void Missed(string path) => Missing.Add(AnyPlace(path));

    /// <summary>The path with every place in a list as <c>*</c>.</summary>
    public static string AnyPlace(string path) =>
        string.Join('.', path.Split('.').Select(part => part.All(char.IsAsciiDigit) ? FieldSurvey.Item : part));
}
