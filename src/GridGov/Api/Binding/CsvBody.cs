using System.Text;

namespace GridGov.Api.Binding;

/// <summary>A CSV body in UTF-8, with or without a byte-order mark.</summary>
public sealed record CsvBody(string Text)
{
    public const int MaxBytes = 16 * 1024 * 1024;

    static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ProblemException">unsupported-media-type; invalid-input when it is not UTF-8.</exception>
    public static async ValueTask<CsvBody> Read(HttpContext context)
    {
        if (context.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) is not true)
            throw new ProblemException(Problems.Of("unsupported-media-type"));
        try
        {
            using var reader = new StreamReader(context.Request.Body, Strict);
            return new CsvBody(await reader.ReadToEndAsync(context.RequestAborted));
        }
        catch (DecoderFallbackException)
        {
            throw new ProblemException(Problems.Invalid("", "not_utf8", new("请求正文不是 UTF-8 编码。", "The body is not UTF-8.")));
        }
    }
}
