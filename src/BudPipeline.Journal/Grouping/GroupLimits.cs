namespace BudPipeline.Journal.Grouping;

/// <summary>Where a group ends. A single member that is larger than the limits is a group of its own.</summary>
internal readonly record struct GroupLimits(int Rows, long Bytes);
