using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace GridGov.Api;

/// <summary>An answer with one resource's version, which is also its strong ETag.</summary>
public interface IVersioned
{
    long Version { get; }
}

/// <summary>An answer whose content, apart from other items' names, changes only with its version, so 304 is allowed.</summary>
public interface ICacheableVersion : IVersioned
{
    /// <summary>False while the content changes with time alone.</summary>
    bool IsCacheable => true;

    /// <summary>A word for the time-dependent part of the content; appended to the version in the ETag.</summary>
    string? Variant => null;
}

/// <summary>The version from If-Match that the caller has read and wants to change.</summary>
public readonly record struct IfMatch(long Version)
{
    /// <exception cref="ProblemException">if-match-required when the header is absent or *, which names no version.</exception>
    public static IfMatch Read(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        if (string.IsNullOrWhiteSpace(header) || header.Trim() is "*")
            throw new ProblemException(Problems.Of("if-match-required"));
        // Compressing proxies make the tag weak; its version is the same.
        return EntityTagHeaderValue.TryParse(header, out var tag) && TryRead(tag, out var version)
            ? new IfMatch(version)
            // A foreign tag cannot be the current version.
            : new IfMatch(0);
    }

    public static string FormatTag(long version, string? variant = null) => variant is null ? $"\"{version}\"" : $"\"{version}-{variant}\"";

    static bool TryRead(EntityTagHeaderValue tag, out long version)
    {
        version = 0;
        var text = tag.Tag.AsSpan().Trim('"');
        // A change compares only the version, not the variant.
        return long.TryParse(text.IndexOf('-') is var dash and > 0 ? text[..dash] : text, out version);
    }
}

/// <summary>Sets the ETag of single resources, and answers 304 for a matching If-None-Match.</summary>
static class ETags
{
    public static IResult Apply(HttpContext http, IResult result)
    {
        var inner = result is INestedHttpResult nested ? nested.Result : result;
        // AccessMiddleware records the refusal.
        if (inner is ProblemHttpResult { StatusCode: StatusCodes.Status403Forbidden } refused)
            http.Features.Set(refused);
        if (inner is ProblemHttpResult problem)
            ProblemHeaders.Add(http, problem);
        if (inner is IValueHttpResult { Value: IVersioned versioned })
        {
            var tag = IfMatch.FormatTag(versioned.Version, (versioned as ICacheableVersion)?.Variant);
            http.Response.Headers.ETag = tag;
            if (versioned is ICacheableVersion { IsCacheable: true }
                && (HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)) && Matches(http.Request, tag))
            {
                return TypedResults.StatusCode(StatusCodes.Status304NotModified);
            }
        }
        return result;
    }

    /// <summary>A strong tag made of the content.</summary>
    public static string Of(ReadOnlySpan<byte> content) => $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..32]}\"";

    /// <summary>Whether If-None-Match has the tag, weak or strong, or is *.</summary>
    public static bool Matches(HttpRequest request, string tag) =>
        EntityTagHeaderValue.TryParseList(request.Headers.IfNoneMatch, out var tags)
        && tags.Any(each => each.Tag == tag || each.Tag == "*");
}
