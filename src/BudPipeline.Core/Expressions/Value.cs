using System.Collections.Immutable;
using System.Globalization;

namespace BudPipeline.Core.Expressions;

/// <summary>
/// The closed type of everything that flows through a pipeline: parameters, outputs and what expressions give.
/// Immutable; equality is by content, and a long equals a double of the same number.
/// </summary>
public abstract class Value : IEquatable<Value>
{
    private protected Value() { }

    /// <summary>JSON null.</summary>
    public static Value Null { get; } = new NullValue();

    /// <summary>Boolean true.</summary>
    public static Value True { get; } = new BoolValue(true);

    /// <summary>Boolean false.</summary>
    public static Value False { get; } = new BoolValue(false);

    /// <summary>The empty text.</summary>
    public static Value EmptyText { get; } = new StringValue("");

    /// <summary>What a missing name gives when nothing is known of the path that led to it.</summary>
    public static Value Undefined { get; } = new UndefinedValue("");

    /// <summary>A boolean.</summary>
    public static Value Of(bool value) => value ? True : False;

    /// <summary>An integer.</summary>
    public static Value Of(long value) => new LongValue(value);

    /// <summary>A floating-point number.</summary>
    public static Value Of(double value) => new DoubleValue(value);

    /// <summary>A text; null gives <see cref="Null"/>.</summary>
    public static Value Of(string? value) => value is null ? Null : new StringValue(value);

    /// <summary>A list.</summary>
    public static Value Of(IEnumerable<Value> items) => new ListValue([.. items]);

    /// <summary>True for a value that a missing name gave.</summary>
    public bool IsUndefined => this is UndefinedValue;

    /// <summary>True for null and for undefined.</summary>
    public bool IsNullOrUndefined => this is NullValue or UndefinedValue;

    /// <inheritdoc/>
    public abstract bool Equals(Value? other);

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => Equals(obj as Value);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => ValueJson.ToText(this);
}

/// <summary>JSON null.</summary>
public sealed class NullValue : Value
{
    internal NullValue() { }

    /// <inheritdoc/>
    public override bool Equals(Value? other) => other is NullValue;

    /// <inheritdoc/>
    public override int GetHashCode() => 1;
}

/// <summary>A boolean.</summary>
public sealed class BoolValue : Value
{
    internal BoolValue(bool content) => Content = content;

    /// <summary>The boolean.</summary>
    public bool Content { get; }

    /// <inheritdoc/>
    public override bool Equals(Value? other) => other is BoolValue b && b.Content == Content;

    /// <inheritdoc/>
    public override int GetHashCode() => Content ? 3 : 2;
}

/// <summary>A 64-bit integer.</summary>
public sealed class LongValue : Value
{
    internal LongValue(long content) => Content = content;

    /// <summary>The integer.</summary>
    public long Content { get; }

    /// <inheritdoc/>
    public override bool Equals(Value? other) =>
        other switch
        {
            LongValue l => l.Content == Content,
            DoubleValue d => d.Content.Equals((double)Content),
            _ => false,
        };

    /// <inheritdoc/>
    public override int GetHashCode() => ((double)Content).GetHashCode();
}

/// <summary>A 64-bit floating-point number.</summary>
public sealed class DoubleValue : Value
{
    internal DoubleValue(double content) => Content = content;

    /// <summary>The number.</summary>
    public double Content { get; }

    /// <inheritdoc/>
    public override bool Equals(Value? other) =>
        other switch
        {
            DoubleValue d => d.Content.Equals(Content),
            LongValue l => Content.Equals((double)l.Content),
            _ => false,
        };

    /// <inheritdoc/>
    public override int GetHashCode() => Content.GetHashCode();
}

/// <summary>A text.</summary>
public sealed class StringValue : Value
{
    internal StringValue(string content) => Content = content;

    /// <summary>The text.</summary>
    public string Content { get; }

    /// <inheritdoc/>
    public override bool Equals(Value? other) => other is StringValue s && s.Content == Content;

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Content, StringComparison.Ordinal);
}

/// <summary>A list of values.</summary>
public sealed class ListValue : Value
{
    /// <summary>A list of these items.</summary>
    public ListValue(ImmutableArray<Value> items) => Items = items;

    /// <summary>The empty list.</summary>
    public static ListValue Empty { get; } = new([]);

    /// <summary>The items in order.</summary>
    public ImmutableArray<Value> Items { get; }

    /// <inheritdoc/>
    public override bool Equals(Value? other) => other is ListValue l && Items.SequenceEqual(l.Items);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in Items)
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }
}

/// <summary>What a missing name or index gives; it remembers the path for strict mode's error.</summary>
public sealed class UndefinedValue : Value
{
    /// <summary>Undefined, reached by this path.</summary>
    public UndefinedValue(string path) => Path = path;

    /// <summary>The dotted path that led to nothing; empty when not known.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public override bool Equals(Value? other) => other is UndefinedValue;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}

/// <summary>
/// Text with references to secrets in it, opened only by an action at the moment of use. Everywhere else it prints as
/// <see cref="Mask"/>.
/// </summary>
public sealed class SecretValue : Value
{
    /// <summary>What stands in place of a secret wherever it could be seen.</summary>
    public const string Mask = "***REDACTED***";

    /// <summary>Deferred text made of these parts.</summary>
    public SecretValue(ImmutableArray<SecretPart> parts) => Parts = parts;

    /// <summary>Literal text and names of secrets, in order.</summary>
    public ImmutableArray<SecretPart> Parts { get; }

    /// <inheritdoc/>
    public override bool Equals(Value? other) => other is SecretValue s && Parts.SequenceEqual(s.Parts);

    /// <inheritdoc/>
    public override int GetHashCode() => Parts.Length.GetHashCode();
}

/// <summary>A part of deferred text: a literal, or the name of a secret.</summary>
/// <param name="Text">The literal text or the secret's name.</param>
/// <param name="IsSecret">True when <paramref name="Text"/> is the name of a secret.</param>
public readonly record struct SecretPart(string Text, bool IsSecret);
