using System.Globalization;
using System.Text.Json;
using BudPipeline.Client.Pipelines;
using BudPipeline.Server.Storage;
using Microsoft.Net.Http.Headers;

namespace BudPipeline.Server.Api;

/// <summary>
/// The revisions of a pipeline that a request may change: by the header <c>If-Match</c>, answered 412, or by
/// <c>revision</c> or <c>version</c> in its body, answered 409.
/// </summary>
internal sealed class RevisionCondition
{
    private readonly IReadOnlyList<long>? matching;
    private readonly long? expected;

    private RevisionCondition(IReadOnlyList<long>? matching, long? expected)
    {
        this.matching = matching;
        this.expected = expected;
    }

    /// <summary>Whatever the revision is.</summary>
    public static RevisionCondition Any { get; } = new(null, null);

    public static RevisionCondition Of(HttpContext http, PipelineRequest? request)
    {
        var tags = http.Request.Headers.IfMatch;
        return new RevisionCondition(
            tags.Count == 0 ? null : Matching([.. tags.OfType<string>()]),
            request?.Revision ?? Number(request?.Version)
        );
    }

    /// <summary>The <c>ETag</c> of a pipeline.</summary>
    public static void Tell(HttpContext http, PipelineRow row) =>
        http.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{row.Revision}\"");

    public void Demand(PipelineRow row)
    {
        if (matching is not null && !matching.Contains(row.Revision))
        {
            throw new ProblemException(
                Problems.NotThatRevision(StatusCodes.Status412PreconditionFailed, row.Id, row.Revision)
            );
        }

        if (expected is { } number && number != row.Revision)
        {
            throw new ProblemException(Problems.NotThatRevision(StatusCodes.Status409Conflict, row.Id, row.Revision));
        }
    }

    /// <summary>Null for any; what is no tag of ours matches nothing.</summary>
    private static List<long>? Matching(string[] tags)
    {
        List<long> revisions = [];
        if (EntityTagHeaderValue.TryParseList(tags, out var parsed))
        {
            foreach (var tag in parsed)
            {
                if (tag.Equals(EntityTagHeaderValue.Any))
                {
                    return null;
                }

                if (!tag.IsWeak && TryParse(tag.Tag.AsSpan().Trim('"'), out var revision))
                {
                    revisions.Add(revision);
                }
            }
        }

        return revisions;
    }

    private static long? Number(JsonElement? version) =>
        version switch
        {
            null or { ValueKind: JsonValueKind.Null } => null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetInt64(out var revision) => revision,
            { ValueKind: JsonValueKind.String } text when TryParse(text.GetString(), out var revision) => revision,
            _ => throw new ProblemException(
                Problems.Validation(
                    "version is no revision",
                    "version",
                    "give the revision that you read; the version of a definition stands in the definition"
                )
            ),
        };

    private static bool TryParse(ReadOnlySpan<char> text, out long revision) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out revision);
}
