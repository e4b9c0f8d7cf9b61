using System.Text.Json;
using BudPipeline.Actors.Wire;
using BudPipeline.Core.Executions;

namespace BudPipeline.Actors.Tests.House;

/// <summary>Events as text: records that hold lists are equal when their texts are.</summary>
internal static class EventText
{
    public static string Of(ExecutionEvent e) => JsonSerializer.Serialize(e, e.GetType(), EventJson.Wire);

    public static string[] Of(IEnumerable<ExecutionEvent> events) => [.. events.Select(Of)];
}
