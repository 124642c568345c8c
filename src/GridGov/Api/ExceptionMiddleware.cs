using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace GridGov.Api;

/// <summary>
/// Turns what was thrown into a problem answer. Nothing of the inside (stack, SQL, paths) goes out. The framework's own
/// handler would first take off what the edge, the limits and the guard have said in headers.
/// </summary>
public sealed partial class ExceptionMiddleware(RequestDelegate next, ILogger<ExceptionMiddleware> log)
{
    static readonly string[] ContentHeaders =
        [HeaderNames.ContentLength, HeaderNames.ContentEncoding, HeaderNames.ContentDisposition, HeaderNames.ETag, HeaderNames.Link, HeaderNames.Location, HeaderNames.LastModified];

    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            await Answer(context, exception);
        }
        catch (StoreUnavailableException)
        {
            // A part of the answer is out: cut off, it does not look like all of it. The store has counted it.
            context.Abort();
        }
    }

    async Task Answer(HttpContext context, Exception exception)
    {
        var problem = exception switch
        {
            ProblemException refused => refused.Problem,
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.Of("too-large"),
            BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problems.Of("unsupported-media-type"),
            BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
            BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Problems.Of("request-timeout"),
            BadHttpRequestException => UnreadableBody(),
            InvalidOperationException when exception.Message.Contains(UnknownCharset, StringComparison.Ordinal) => Problems.Of("unsupported-media-type"),
            StoreUnavailableException { IsOutcomeUnknown: true } => Problems.Of("outcome-unknown"),
            StoreBusyException => Problems.Of("store-busy"),
            StoreUnavailableException => Problems.Of("store-unavailable"),
            OperationCanceledException or IOException when context.RequestAborted.IsCancellationRequested => Problems.Of("client-closed-request"),
            _ => null,
        };
        if (problem is null)
        {
            LogUnexpected(log, exception, context.Request.Method, context.Request.Path);
            problem = Problems.Of("internal-error");
        }
        var headers = context.Response.Headers;
        // Of the answer that there would have been.
        foreach (var said in ContentHeaders)
            headers.Remove(said);
        if (exception is StoreUnavailableException)
            headers.RetryAfter = exception is StoreBusyException ? "1" : "5";
        await problem.ExecuteAsync(context);
    }

    public static ProblemHttpResult MissingBody() => Problems.Invalid("", "required", Text("A body is required.", "缺少请求正文。"));

    /// <summary>A body that ends too early, or whose chunks are none.</summary>
    public static ProblemHttpResult UnreadableBody() => Problems.Invalid("", "unreadable", Text("The body cannot be read to its end.", "无法读取完整的请求正文。"));

    /// <summary>What the framework says of a Content-Type whose charset nobody knows; pinned by a test.</summary>
    const string UnknownCharset = "content type charset";

    static ProblemHttpResult OfJson(JsonException json)
    {
        // System.Text.Json says what is wrong only in its message; these openings are stable and pinned by tests.
        var (code, detail) = json.Message switch
        {
            var m when m.Contains("could not be mapped to any .NET member", StringComparison.Ordinal) => ("unknown_property", Text("This property is not known here.", "未知属性。")),
            var m when m.Contains("missing required properties", StringComparison.Ordinal) => ("required", Text(FindMissingProperty(m), FindMissingProperty(m))),
            var m when m.Contains("Duplicate property", StringComparison.Ordinal) => ("duplicate_property", Text("This property is there twice.", "属性重复。")),
            var m when m.Contains("doesn't allow", StringComparison.Ordinal) && m.Contains("null values", StringComparison.Ordinal) => ("required", Text("This must not be null.", "不能为空。")),
            var m when m.Contains("could not be converted", StringComparison.Ordinal) || m.StartsWith(UnreadablePrefix, StringComparison.Ordinal) => ("invalid_value", Text("This value is not of the expected type or not one of the known codes.", "值的类型不符或不是已知代码。")),
            _ => (null, null),
        };
        return code is null
            ? Problems.Invalid([new InputError(Pointer(json.Path), "malformed", Text("Not well-formed JSON.", "JSON 格式错误。"))], "malformed-json")
            : Problems.Invalid(Pointer(json.Path), code, detail!);
    }

    /// <summary>What our own converters' messages begin with.</summary>
    public const string UnreadablePrefix = "Unreadable value";

    static string FindMissingProperty(string message)
    {
        var from = message.IndexOf(':', StringComparison.Ordinal);
        return (Problems.InChinese ? "缺少必填属性：" : "Missing:") + (from < 0 ? "" : message[(from + 1)..].TrimEnd('.'));
    }

    static string Text(string english, string chinese) => Problems.InChinese ? chinese : english;

    /// <summary>System.Text.Json's path ($.location.lng, $.items[2]) as a JSON Pointer.</summary>
    static string Pointer(string? path) => path is null or "$"
        ? ""
        : path[1..].Replace("['", "/", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal)
            .Replace('[', '/').Replace("]", "", StringComparison.Ordinal).Replace('.', '/');

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    private static partial void LogUnexpected(ILogger log, Exception exception, string method, string path);
}
