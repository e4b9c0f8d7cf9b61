using System.Collections.Immutable;
using System.Text;

namespace BudPipeline.Core.Expressions.Evaluating;

/// <summary>Text under construction. Secrets in it stay references, so that it becomes a secret itself.</summary>
/// <param name="limit">The most characters it may have; what is appended beyond is dropped and noted.</param>
internal sealed class DeferredText(int limit)
{
    private readonly StringBuilder literal = new();
    private ImmutableArray<SecretPart>.Builder? parts;
    private int length;

    /// <summary>Whether more was appended than the limit allows.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>Characters so far, secrets not counted.</summary>
    public int Length => length;

    public void Append(ReadOnlySpan<char> text)
    {
        if (text.Length > limit - length)
        {
            IsTooLong = true;
            return;
        }

        length += text.Length;
        literal.Append(text);
    }

    public void Append(SecretValue secret)
    {
        parts ??= ImmutableArray.CreateBuilder<SecretPart>();
        foreach (var part in secret.Parts)
        {
            if (part.IsSecret)
            {
                CloseLiteral();
                parts.Add(part);
            }
            else
            {
                Append(part.Text);
            }
        }
    }

    /// <summary>Text, or a secret if a secret is part of it.</summary>
    public Value ToValue()
    {
        if (parts is null)
        {
            return literal.Length == 0 ? Value.EmptyText : Value.Of(literal.ToString());
        }

        CloseLiteral();
        return new SecretValue(parts.ToImmutable());
    }

    private void CloseLiteral()
    {
        if (literal.Length > 0)
        {
            parts!.Add(new SecretPart(literal.ToString(), false));
            literal.Clear();
        }
    }
}
