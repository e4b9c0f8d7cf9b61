using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace BudPipeline.Core.Expressions;

/// <summary>
/// The name <c>secrets</c>: every key is a reference to the secret of that name. Which secrets there are is known only
/// where an action opens them, so nothing is listed here.
/// </summary>
internal sealed class SecretsMapValue : MapValue
{
    public static SecretsMapValue Any { get; } = new();

    private SecretsMapValue() { }

    public override int Count => 0;

    public override IEnumerable<KeyValuePair<string, Value>> Entries => [];

    public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value)
    {
        value = new SecretValue(ImmutableArray.Create(new SecretPart(key, true)));
        return true;
    }
}
