using System.Globalization;

namespace BudPipeline.Core.Definitions.Schema;

/// <summary>Bounds of a number.</summary>
/// <param name="Min">The least, or what it must be above.</param>
/// <param name="IsAbove">Whether <paramref name="Min"/> itself is too little.</param>
/// <param name="Max">The greatest; infinite when there is none.</param>
internal readonly record struct NumberBounds(double Min, bool IsAbove, double Max)
{
    public static NumberBounds AtLeast(double min) => new(min, false, double.PositiveInfinity);

    public static NumberBounds Between(double min, double max) => new(min, false, max);

    public static NumberBounds Above(double min, double max) => new(min, true, max);

    public bool Allows(double number) => (IsAbove ? number > Min : number >= Min) && number <= Max;

    /// <summary>As a message says them: a number …</summary>
    public override string ToString()
    {
        var from = IsAbove ? $"above {Text(Min)}" : $"of at least {Text(Min)}";
        return double.IsFinite(Max) ? $"{from} and up to {Text(Max)}" : from;
    }

    private static string Text(double number) => number.ToString("0.0###", CultureInfo.InvariantCulture);
}
