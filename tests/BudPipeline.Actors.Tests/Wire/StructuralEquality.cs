using System.Collections;
using System.Reflection;
using BudPipeline.Core.Expressions;

namespace BudPipeline.Actors.Tests.Wire;

/// <summary>Equality by content, through lists and records: what records with immutable arrays do not have themselves.</summary>
internal static class StructuralEquality
{
    public static bool Same(object? left, object? right) =>
        (left, right) switch
        {
            (null, null) => true,
            (null, _) or (_, null) => false,
            (Value l, Value r) => l.Equals(r) && l.ToString() == r.ToString(),
            (string or DateTimeOffset or Enum, _) => left.Equals(right),
            (IEnumerable l, IEnumerable r) => Items(l).Length == Items(r).Length
                && Items(l).Zip(Items(r)).All(pair => Same(pair.First, pair.Second)),
            _ when left.GetType().IsPrimitive => left.Equals(right),
            _ => left.GetType() == right.GetType()
                && left.GetType()
                    .GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .All(p => Same(p.GetValue(left), p.GetValue(right))),
        };

    private static object?[] Items(IEnumerable items) => [.. items.Cast<object?>()];
}
