using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using BudPipeline.Client.Definitions;
using BudPipeline.Client.Errors;
using BudPipeline.Client.Executions;
using BudPipeline.Client.Security;
using BudPipeline.Client.Wire;

namespace BudPipeline.Client;

/// <summary>
/// The API of a BudPipeline server. Errors of the server are thrown as <see cref="BudApiException"/> or one of its kinds, a
/// server that does not answer as <see cref="ServerUnreachableException"/>. Safe for use by many threads.
/// </summary>
public sealed partial class BudPipelineClient
{
    private readonly HttpClient http;
    private readonly TimeProvider time;

    /// <summary>A client over this connection, whose base address is the server's.</summary>
    /// <param name="http">Its timeout should be infinite: waits and streams are long.</param>
    /// <param name="time">Paces reconnections.</param>
    public BudPipelineClient(HttpClient http, TimeProvider time)
    {
        this.http = http;
        this.time = time;
    }

    /// <summary>A client for the server at this address.</summary>
    /// <param name="server">Its address.</param>
    /// <param name="time">Paces reconnections.</param>
    /// <param name="apiKey">An API key, or a token that the server takes; null for a server without keys.</param>
    public static BudPipelineClient For(Uri server, TimeProvider time, string? apiKey = null)
    {
        var connection = new HttpClient { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };
        connection.DefaultRequestHeaders.Authorization = apiKey is null ? null : new("Bearer", apiKey);
        return new(connection, time);
    }

    /// <summary>Starts a definition; the answer is the execution as it stands then, or at its end when asked to wait.</summary>
    public Task<ExecutionDocument> RunEphemeralAsync(
        StartEphemeralRequest request,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/executions/run",
            JsonContent.Create(request, BudJson.Wire.StartEphemeralRequest),
            BudJson.Wire.ExecutionDocument,
            cancellation
        );

    /// <summary>
    /// Starts a saved pipeline; the answer is the execution as it stands then, or at its end when asked to wait.
    /// </summary>
    public Task<ExecutionDocument> StartPipelineAsync(
        StartPipelineRequest request,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/executions",
            JsonContent.Create(request, BudJson.Wire.StartPipelineRequest),
            BudJson.Wire.ExecutionDocument,
            cancellation
        );

    /// <summary>One execution with its steps.</summary>
    public Task<ExecutionDocument> GetExecutionAsync(string id, CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Get, ExecutionPath(id), null, BudJson.Wire.ExecutionDocument, cancellation);

    /// <summary>One execution as it was after the event of this number, from 1 on.</summary>
    public Task<ExecutionDocument> GetExecutionAtAsync(
        string id,
        long sequence,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Get,
            $"{ExecutionPath(id)}?at={sequence.ToString(CultureInfo.InvariantCulture)}",
            null,
            BudJson.Wire.ExecutionDocument,
            cancellation
        );

    /// <summary>A page of executions, the newest first.</summary>
    public Task<ExecutionPage> ListExecutionsAsync(ExecutionQuery query, CancellationToken cancellation = default)
    {
        return SendAsync(
            HttpMethod.Get,
            PathOf("api/v1/executions", query).ToString(),
            null,
            BudJson.Wire.ExecutionPage,
            cancellation
        );
    }

    private static QueryText PathOf(string path, ExecutionQuery query) =>
        new QueryText(path)
            .With("status", query.Status)
            .With("pipeline", query.Pipeline)
            .With("pipeline_id", query.PipelineId)
            .With("tags", query.Tags.Count == 0 ? null : string.Join(',', query.Tags))
            .With("created_after", query.CreatedAfter?.ToString("O", CultureInfo.InvariantCulture))
            .With("created_before", query.CreatedBefore?.ToString("O", CultureInfo.InvariantCulture))
            .With("limit", query.Limit?.ToString(CultureInfo.InvariantCulture))
            .With("cursor", query.Cursor);

    /// <summary>
    /// Asks an execution to cancel; its commands are stopped, and what stands under <c>finally</c> runs, before it ends.
    /// </summary>
    public Task<ExecutionDocument> CancelAsync(
        string id,
        string? reason = null,
        CancellationToken cancellation = default
    ) => CommandAsync(id, "cancel", new CancelRequest(reason), cancellation);

    /// <summary>The same without what stands under <c>finally</c>; also for one that is already stopping.</summary>
    public Task<ExecutionDocument> ForceCancelAsync(
        string id,
        string? reason = null,
        CancellationToken cancellation = default
    ) => CommandAsync(id, "cancel", new CancelRequest(reason, true), cancellation);

    /// <summary>Starts an execution that has ended once more; the answer is the new one, which names the old.</summary>
    public Task<ExecutionDocument> RetryAsync(
        string id,
        RetryRequest request,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"{ExecutionPath(id)}/retry",
            JsonContent.Create(request, BudJson.Wire.RetryRequest),
            BudJson.Wire.ExecutionDocument,
            cancellation
        );

    /// <summary>Lets no further step of an execution begin.</summary>
    public Task<ExecutionDocument> PauseAsync(string id, CancellationToken cancellation = default) =>
        CommandAsync(id, "pause", null, cancellation);

    /// <summary>Lets the steps of a paused execution begin again.</summary>
    public Task<ExecutionDocument> ResumeAsync(string id, CancellationToken cancellation = default) =>
        CommandAsync(id, "resume", null, cancellation);

    /// <summary>Sends a signal; one that comes before its step waits for it is kept.</summary>
    /// <param name="id">The execution.</param>
    /// <param name="name">The signal's name.</param>
    /// <param name="payload">What belongs to it: any JSON; null for nothing.</param>
    /// <param name="idempotencyKey">With the same key a repeat counts once; null when every one counts.</param>
    /// <param name="cancellation">Ends the request.</param>
    public Task<ExecutionDocument> SignalAsync(
        string id,
        string name,
        JsonElement? payload = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"{ExecutionPath(id)}/signals/{Uri.EscapeDataString(name)}",
            payload is { } given ? JsonContent.Create(given, BudJson.Wire.JsonElement) : null,
            BudJson.Wire.ExecutionDocument,
            cancellation,
            idempotencyKey
        );

    /// <summary>Approves the step that asks for an approval.</summary>
    public Task<ExecutionDocument> ApproveAsync(
        string id,
        ApprovalDecision decision,
        CancellationToken cancellation = default
    ) => DecideAsync(id, "approve", decision, cancellation);

    /// <summary>Rejects it.</summary>
    public Task<ExecutionDocument> RejectAsync(
        string id,
        ApprovalDecision decision,
        CancellationToken cancellation = default
    ) => DecideAsync(id, "reject", decision, cancellation);

    private Task<ExecutionDocument> DecideAsync(
        string id,
        string name,
        ApprovalDecision decision,
        CancellationToken cancellation
    ) =>
        SignalAsync(
            id,
            name,
            JsonSerializer.SerializeToElement(decision, BudJson.Wire.ApprovalDecision),
            cancellation: cancellation
        );

    /// <summary>Lines of an execution's log, the oldest first.</summary>
    public Task<LogPage> GetLogsAsync(string id, LogQuery query, CancellationToken cancellation = default)
    {
        var path = new QueryText($"{ExecutionPath(id)}/logs")
            .With("level", query.Level)
            .With("step_id", query.Step)
            .With("since", query.Since)
            .With("tail", query.Tail?.ToString(CultureInfo.InvariantCulture))
            .With("after", query.After?.ToString(CultureInfo.InvariantCulture));
        return SendAsync(HttpMethod.Get, path.ToString(), null, BudJson.Wire.LogPage, cancellation);
    }

    /// <summary>What is wrong or doubtful in a definition.</summary>
    public Task<ValidationReport> ValidateAsync(ValidateRequest request, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/validate",
            JsonContent.Create(request, BudJson.Wire.ValidateRequest),
            BudJson.Wire.ValidationReport,
            cancellation
        );

    /// <summary>Makes a key; the answer is the only one that shows it.</summary>
    public Task<CreatedApiKey> CreateKeyAsync(CreateKeyRequest request, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Post,
            "api/v1/keys",
            JsonContent.Create(request, BudJson.Wire.CreateKeyRequest),
            BudJson.Wire.CreatedApiKey,
            cancellation
        );

    /// <summary>All keys, revoked and expired ones too.</summary>
    public Task<ApiKeyList> ListKeysAsync(CancellationToken cancellation = default) =>
        SendAsync(HttpMethod.Get, "api/v1/keys", null, BudJson.Wire.ApiKeyList, cancellation);

    /// <summary>Revokes a key by its id; it lets nobody in from now on.</summary>
    public Task<ApiKeyDocument> RevokeKeyAsync(string id, CancellationToken cancellation = default) =>
        SendAsync(
            HttpMethod.Delete,
            $"api/v1/keys/{Uri.EscapeDataString(id)}",
            null,
            BudJson.Wire.ApiKeyDocument,
            cancellation
        );

    /// <summary>Who asked for which change and what came of it, the newest first.</summary>
    public Task<AuditPage> GetAuditAsync(AuditQuery query, CancellationToken cancellation = default)
    {
        var path = new QueryText("api/v1/audit")
            .With("actor", query.Actor)
            .With("action", query.Action)
            .With("target", query.Target)
            .With("outcome", query.Outcome)
            .With("since", query.Since)
            .With("until", query.Until)
            .With("limit", query.Limit?.ToString(CultureInfo.InvariantCulture))
            .With("cursor", query.Cursor?.ToString(CultureInfo.InvariantCulture));
        return SendAsync(HttpMethod.Get, path.ToString(), null, BudJson.Wire.AuditPage, cancellation);
    }

    /// <summary>True when the server answers and is ready for work.</summary>
    public async Task<bool> IsReadyAsync(CancellationToken cancellation = default)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("readyz", UriKind.Relative), cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>
    /// Everything that happens in an execution, from its start or after <paramref name="lastEventId"/>, until its end: no
    /// notice is missed and none comes twice, also when the connection breaks or the server restarts. Ends with
    /// <see cref="ServerUnreachableException"/> when the server stays away for longer than a minute.
    /// </summary>
    /// <param name="id">The execution.</param>
    /// <param name="lastEventId">The id of the last notice seen; null for all.</param>
    /// <param name="cancellation">Ends the watch, not the execution.</param>
    public IAsyncEnumerable<ExecutionNotice> WatchAsync(
        string id,
        string? lastEventId = null,
        CancellationToken cancellation = default
    ) => new ExecutionWatch(http, time, ExecutionPath(id), lastEventId).ReadAsync(cancellation);

    private static string ExecutionPath(string id) => $"api/v1/executions/{Uri.EscapeDataString(id)}";

    private Task<ExecutionDocument> CommandAsync(
        string id,
        string verb,
        CancelRequest? body,
        CancellationToken cancellation
    ) =>
        SendAsync(
            HttpMethod.Post,
            $"{ExecutionPath(id)}/{verb}",
            body is null ? null : JsonContent.Create(body, BudJson.Wire.CancelRequest),
            BudJson.Wire.ExecutionDocument,
            cancellation
        );

    private async Task<T> SendAsync<T>(
        HttpMethod method,
        string path,
        HttpContent? content,
        JsonTypeInfo<T> type,
        CancellationToken cancellation,
        string? idempotencyKey = null
    )
    {
        using var answer = await SendAsync(method, path, content, ifMatch: null, cancellation, idempotencyKey);
        return await ReadAsync(answer, type, cancellation);
    }

    /// <summary>An answer that is no error.</summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        long? ifMatch,
        CancellationToken cancellation,
        string? idempotencyKey = null
    )
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        if (idempotencyKey is not null)
        {
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        }

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (ifMatch is { } revision)
        {
            var tag = revision.ToString(CultureInfo.InvariantCulture);
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{tag}\""));
        }

        try
        {
            var answer = await http.SendAsync(request, cancellation);
            await Answers.EnsureSuccessAsync(answer, cancellation);
            return answer;
        }
        catch (HttpRequestException exception)
        {
            throw new ServerUnreachableException(http.BaseAddress, exception);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync(type, cancellation)
                ?? throw new JsonException($"the server answered null to {answer.RequestMessage?.RequestUri}");
        }
        catch (HttpRequestException exception)
        {
            throw new ServerUnreachableException(http.BaseAddress, exception);
        }
    }
}
