using BudPipeline.Client.Errors;
using Microsoft.AspNetCore.Diagnostics;

namespace BudPipeline.Server.Api;

/// <summary>Makes a problem of whatever else would be an empty or a plain error: unknown routes, wrong methods, faults.</summary>
internal static partial class ProblemAnswers
{
    public static IApplicationBuilder UseProblemAnswers(this IApplicationBuilder app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = AnswerFaultAsync });
        app.UseStatusCodePages(context => AnswerAsync(context.HttpContext, OfStatus(context.HttpContext)));
        return app.Use(AnswerUnderstoodAsync);
    }

    private static async Task AnswerUnderstoodAsync(HttpContext http, RequestDelegate next)
    {
        try
        {
            await next(http);
        }
        catch (ProblemException exception) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, exception.Problem);
        }
        catch (BadHttpRequestException exception) when (!http.Response.HasStarted)
        {
            await AnswerAsync(http, OfBadRequest(exception));
        }
    }

    private static Task AnswerFaultAsync(HttpContext http)
    {
        var logger = http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("BudPipeline.Server.Api");
        LogFault(
            logger,
            http.Features.Get<IExceptionHandlerFeature>()?.Error,
            http.Request.Path,
            CorrelationId.Of(http)
        );
        var problem = Problems.Of(
            500,
            "INTERNAL",
            "the server has a fault; the request may or may not have had an effect"
        );
        return AnswerAsync(http, problem with { Hint = "the server's log has the cause under the correlation id" });
    }

    private static Problem OfStatus(HttpContext http) =>
        http.Response.StatusCode switch
        {
            404 => Problems.Of(404, "NOT_FOUND", $"there is nothing at {http.Request.Path}") with
            {
                Hint = "GET /openapi/v1.json lists everything there is",
            },
            405 => Problems.Of(
                405,
                "METHOD_NOT_ALLOWED",
                $"{http.Request.Path} does not take {http.Request.Method}"
            ) with
            {
                Hint = $"it takes {http.Response.Headers.Allow}",
            },
            415 => UnsupportedMediaType(http),
            var status => Problems.Of(status, "HTTP_ERROR", "the request cannot be served"),
        };

    public static Problem UnsupportedMediaType(HttpContext http) =>
        Problems.Of(415, "UNSUPPORTED_MEDIA_TYPE", $"a body of type '{http.Request.ContentType}' is not taken") with
        {
            Param = "Content-Type",
            Hint = "send JSON with Content-Type: application/json",
        };

    private static Problem OfBadRequest(BadHttpRequestException exception) =>
        exception.StatusCode == StatusCodes.Status413PayloadTooLarge
            ? Problems.Of(413, "BODY_TOO_LARGE", exception.Message) with
            {
                Hint = "the setting Server:MaxBodyBytes is the limit",
            }
            : Problems.Of(exception.StatusCode, "BAD_REQUEST", exception.Message);

    private static Task AnswerAsync(HttpContext http, Problem problem) => problem.ToResult(http).ExecuteAsync(http);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Path} failed, correlation id {CorrelationId}")]
    private static partial void LogFault(ILogger logger, Exception? exception, string path, string correlationId);
}
