using System.Text.Json;
using GridGov.Text;
using Microsoft.Net.Http.Headers;

namespace GridGov.Api;

/// <summary>
/// Turns exceptions into problem answers without stack, SQL or paths. The framework's own handler would remove headers that
/// earlier middleware set.
/// </summary>
public sealed partial class ExceptionMiddleware(RequestDelegate next, ILogger<ExceptionMiddleware> log)
{
    static readonly string[] ContentHeaders =
        [
            HeaderNames.ContentLength, HeaderNames.ContentEncoding, HeaderNames.ContentDisposition, HeaderNames.ETag, HeaderNames.Link,
            HeaderNames.Location, HeaderNames.LastModified,
        ];

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
        var problem = ProblemOf(exception, context.RequestAborted.IsCancellationRequested);
        if (problem is null)
        {
            LogUnexpected(log, exception, context.Request.Method, PathOf(context), RequestOrigin.TraceIdOf(context));
            problem = Problems.Of("internal-error");
        }
        var headers = context.Response.Headers;
        // These headers describe the answer that failed.
        foreach (var header in ContentHeaders)
            headers.Remove(header);
        if (exception is StoreUnavailableException)
            headers.RetryAfter = exception is StoreBusyException ? "1" : "5";
        ProblemHeaders.Add(context, problem);
        await problem.ExecuteAsync(context);
    }

    /// <summary>The path for the log; of an operation with a secret, which may stand in its path, the route.</summary>
    static string PathOf(HttpContext context) =>
        context.GetEndpoint() is RouteEndpoint endpoint && endpoint.Metadata.GetMetadata<SecretMetadata>() is not null
            ? endpoint.RoutePattern.RawText ?? ""
            : context.Request.Path.Value ?? "";

    /// <summary>The refusal that an exception stands for; null for a fault of the program.</summary>
    internal static ProblemHttpResult? ProblemOf(Exception exception, bool aborted) => exception switch
    {
        ProblemException refused => refused.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problems.Of("too-large"),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problems.Of("unsupported-media-type"),
        BadHttpRequestException { InnerException: JsonException json } => OfJson(json),
        BadHttpRequestException { StatusCode: StatusCodes.Status408RequestTimeout } => Problems.Of("request-timeout"),
        BadHttpRequestException => UnreadableBody(),
        InvalidOperationException when exception.Message.Contains(UnknownCharset, StringComparison.Ordinal) =>
            Problems.Of("unsupported-media-type"),
        StoreUnavailableException { IsOutcomeUnknown: true } => Problems.Of("outcome-unknown"),
        StoreBusyException => Problems.Of("store-busy"),
        StoreUnavailableException => Problems.Of("store-unavailable"),
        OperationCanceledException or IOException when aborted => Problems.Of("client-closed-request"),
        _ => null,
    };

    public static ProblemHttpResult MissingBody() => Problems.Invalid("", "required", new("缺少请求正文。", "A body is required."));

    /// <summary>A body that ends too early, or whose chunks are none.</summary>
    public static ProblemHttpResult UnreadableBody() =>
        Problems.Invalid("", "unreadable", new("无法读取完整的请求正文。", "The body cannot be read to its end."));

    /// <summary>Part of the framework's message for an unknown charset; a test pins it.</summary>
    const string UnknownCharset = "content type charset";

    /// <summary>The refusal of a body that is not JSON of the expected form.</summary>
    internal static ProblemHttpResult OfJson(JsonException json)
    {
        // System.Text.Json says what is wrong only in its message; these openings are stable and pinned by tests.
        bool Says(string words) => json.Message.Contains(words, StringComparison.Ordinal);
        var pointer = Pointer(json.Path);
        if (Says("missing required properties"))
        {
            return Problems.Invalid(
                [.. MissingProperties(json.Message).Select(name => Problems.Error($"{pointer}/{name}", "required", MissingProperty))]);
        }
        if (Says("could not be mapped to any .NET member"))
            return Problems.Invalid(pointer, "unknown_property", new("未知属性。", "This property is not known here."));
        if (Says("Duplicate property"))
            return Problems.Invalid(pointer, "duplicate_property", new("属性重复。", "This property is there twice."));
        if (Says("doesn't allow") && Says("null values"))
            return Problems.Invalid(pointer, "required", new("不能为空。", "This must not be null."));
        if (json.Message.StartsWith(UnreadableInstant, StringComparison.Ordinal))
        {
            return Problems.Invalid(pointer, "wrong_format", new("时刻须包含日期、时间和时区偏移，例如 2026-12-01T12:00:00+08:00。",
                "An instant needs a date, a time and an offset, for example 2026-12-01T12:00:00+08:00."));
        }
        if (Says("could not be converted") || json.Message.StartsWith(UnreadablePrefix, StringComparison.Ordinal))
        {
            return Problems.Invalid(pointer, "invalid_value",
                new("值的类型不符或不是已知代码。", "This value is not of the expected type or not one of the known codes."));
        }
        var malformed = Problems.Error(pointer, "malformed", new("JSON 格式错误。", "This is not well-formed JSON."));
        return Problems.Invalid([malformed], "malformed-json");
    }

    /// <summary>The prefix of this program's converters' messages.</summary>
    public const string UnreadablePrefix = "Unreadable value";

    /// <summary>The message of the converter of instants, which gets an answer of its own that says the format.</summary>
    public const string UnreadableInstant = "Unreadable instant";

    static readonly LocalizedText MissingProperty = new("缺少此必填项。", "This property is required.");

    /// <summary>The names in System.Text.Json's list, which stand in quotes behind a colon.</summary>
    static IEnumerable<string> MissingProperties(string message) =>
        message[(message.LastIndexOf(':') + 1)..].Split('\'').Where((_, position) => position % 2 == 1);

    /// <summary>System.Text.Json's path ($.location.lng, $.items[2]) as a JSON Pointer.</summary>
    static string Pointer(string? path) => path is null or "$"
        ? ""
        : path[1..].Replace("['", "/", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal)
            .Replace('[', '/').Replace("]", "", StringComparison.Ordinal).Replace('.', '/');

    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed, traceId {TraceId}")]
    private static partial void LogUnexpected(ILogger log, Exception exception, string method, string path, string? traceId);
}
