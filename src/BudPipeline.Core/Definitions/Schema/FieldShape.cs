using System.Collections.Immutable;

namespace BudPipeline.Core.Definitions.Schema;

/// <summary>What a reader accepts in a field.</summary>
/// <param name="Rank">Of two notes of one field the one that says more counts.</param>
internal abstract record FieldShape(int Rank);

/// <summary>Anything: the reader only looked for it.</summary>
internal sealed record AnyShape() : FieldShape(0);

/// <summary>A text of so many characters.</summary>
internal sealed record TextShape(int MinLength, int MaxLength) : FieldShape(1);

/// <summary>A text, or a scalar that counts as what it looks like.</summary>
internal sealed record ScalarShape(bool TakesBooleans) : FieldShape(2);

/// <summary>An integer within bounds.</summary>
internal sealed record IntegerShape(int Min, int Max) : FieldShape(2);

/// <summary>A number within bounds.</summary>
internal sealed record NumberShape(NumberBounds Bounds) : FieldShape(2);

/// <summary>True or false.</summary>
internal sealed record BooleanShape() : FieldShape(2);

/// <summary>One of these words, in any case.</summary>
internal sealed record WordShape(ImmutableArray<string> Words) : FieldShape(2);

/// <summary>A text or a list of texts.</summary>
internal sealed record TextsShape() : FieldShape(2);

/// <summary>Any JSON object.</summary>
/// <param name="TakesNull">Whether null stands for none.</param>
internal sealed record ObjectShape(bool TakesNull) : FieldShape(2);

/// <summary>A map whose fields are read one by one.</summary>
internal sealed record MapShape() : FieldShape(2);

/// <summary>A list whose items are read one by one.</summary>
internal sealed record ListShape() : FieldShape(2);
