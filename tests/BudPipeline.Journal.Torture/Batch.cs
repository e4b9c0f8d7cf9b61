using System.Globalization;

namespace BudPipeline.Journal.Torture;

/// <summary>One event of an atomic batch; its text says where it belongs, so that a half batch can be told.</summary>
public readonly record struct Batch(long Number, int Index, int Size)
{
    public static IEnumerable<string> Events(long number, int size) =>
        Enumerable.Range(0, size).Select(index => new Batch(number, index, size).ToString());

    public static Batch Parse(string text)
    {
        var parts = text.Split('/');
        return new Batch(
            long.Parse(parts[0], CultureInfo.InvariantCulture),
            int.Parse(parts[1], CultureInfo.InvariantCulture),
            int.Parse(parts[2], CultureInfo.InvariantCulture)
        );
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}/{Index}/{Size}");
}
