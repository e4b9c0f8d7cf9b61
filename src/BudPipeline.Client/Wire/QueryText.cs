using System.Text;

namespace BudPipeline.Client.Wire;

/// <summary>A path with a query made of the values that are there.</summary>
internal sealed class QueryText(string path)
{
    private readonly StringBuilder text = new(path);
    private char separator = '?';

    public QueryText With(string name, string? value)
    {
        if (value is not null)
        {
            text.Append(separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            separator = '&';
        }

        return this;
    }

    public override string ToString() => text.ToString();
}
