using Microsoft.Net.Http.Headers;

namespace GridGov.Api.Binding;

/// <summary>A file of rows as the body. Its content, and not its declared type or charset, decides how it is read.</summary>
public record FileBody(byte[] Bytes)
{
    public const int MaxBytes = 16 * 1024 * 1024;

    public const string Csv = "text/csv";
    public const string Tsv = "text/tab-separated-values";
    public const string Xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    public static readonly IReadOnlyList<string> ContentTypes = [Csv, Tsv, Xlsx];

    /// <exception cref="ProblemException">unsupported-media-type.</exception>
    internal static async ValueTask<byte[]> Read(HttpContext context, IReadOnlyList<string> contentTypes)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !contentTypes.Contains(type.MediaType.Value, StringComparer.OrdinalIgnoreCase))
            throw new ProblemException(Problems.Of("unsupported-media-type"));
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        return bytes.ToArray();
    }
}
