using System.Diagnostics.CodeAnalysis;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>
/// What <c>namespace(…)</c> gives: a map whose members can be given other values while its template is rendered. Whoever
/// asks for it by name gets its members as they are then, so that it can never come to hold itself.
/// </summary>
internal sealed class NamespaceMapValue(MapValue members) : MapValue
{
    public MapValue Members { get; private set; } = members;

    public override int Count => Members.Count;

    public override IEnumerable<KeyValuePair<string, Value>> Entries => Members.Entries;

    public override bool TryGet(string key, [MaybeNullWhen(false)] out Value value) => Members.TryGet(key, out value);

    public void Set(string member, Value value) => Members = Members.With(Of((member, value)));
}
