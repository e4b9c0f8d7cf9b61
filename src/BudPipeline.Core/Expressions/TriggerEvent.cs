namespace BudPipeline.Core.Expressions;

/// <summary>The name <c>event</c>: what the event carries, laid over its envelope, so that both are found by name.</summary>
internal static class TriggerEvent
{
    private const string Data = "data";

    /// <summary>The event as templates see it, of the one that a trigger put into the parameters.</summary>
    public static Value Of(Value given) =>
        given is MapValue envelope && envelope[Data] is MapValue data ? envelope.With(data) : given;
}
