using BudPipeline.Core.Expressions;

namespace BudPipeline.Core.Actions.BuiltIn;

/// <summary>What <c>http_request</c> says of itself; the worker does its work.</summary>
public static class HttpRequestDescriptor
{
    /// <summary>The descriptor.</summary>
    public static ActionDescriptor About { get; } =
        new(
            Type: "http_request",
            Name: "HTTP request",
            Category: "Integration",
            Description: "Sends one HTTP request; an answer of 200 to 299 completes the step, redirects are not followed.",
            Params:
            [
                new(
                    "url",
                    "URL",
                    "template",
                    Required: true,
                    Description: "Starts with http:// or https://.",
                    Validation: new(
                        Pattern: "[hH][tT][tT][pP][sS]?://.+",
                        PatternMessage: "must start with http:// or https://"
                    )
                ),
                new(
                    "method",
                    "Method",
                    "select",
                    Default: Value.Of("GET"),
                    Description: "The verb.",
                    Options: ["GET", "POST", "PUT", "PATCH", "DELETE"]
                ),
                new("headers", "Headers", "json", Default: MapValue.Empty, Description: "Names and values."),
                new("body", "Body", "json", Description: "Sent with POST, PUT and PATCH when it is not empty."),
                new(
                    "timeout_seconds",
                    "Timeout",
                    "number",
                    Default: Value.Of(30),
                    Description: "Seconds until the request is given up.",
                    Validation: new(Min: 1, Max: 300)
                ),
                new(
                    "timeout",
                    "Timeout (older name)",
                    "number",
                    Description: "The same as timeout_seconds, which it overrules.",
                    Validation: new(Min: 1, Max: 300)
                ),
                new(
                    "include_metadata",
                    "Include metadata",
                    "boolean",
                    Default: Value.False,
                    Description: "Adds _workflow_metadata with the ids of execution and step to a body that is a map."
                ),
            ],
            Outputs:
            [
                new("status_code", "number", "The status of the answer; 0 when there was none."),
                new("body", "any", "The answer's body: parsed when it is JSON, text otherwise."),
                new("headers", "object", "The answer's headers, names in lower case."),
                new("response_body", "any", "The same as body; left out when it is larger than 256 KiB."),
            ],
            Mode: ExecutionMode.Sync,
            Timeout: TimeSpan.FromSeconds(60),
            Idempotent: false,
            Aliases: ["api_call"]
        );
}
