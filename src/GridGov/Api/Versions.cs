using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace GridGov.Api;

/// <summary>An answer that shows one resource's version; it goes out as its strong ETag too.</summary>
public interface IVersioned
{
    /// <summary>Starts at 1 and grows by 1 with every change.</summary>
    long Version { get; }
}

/// <summary>An answer in which nothing but names of other things changes without its version: who has that version need not get it again.</summary>
public interface ICacheableVersion : IVersioned
{
    /// <summary>False while it shows something that time alone changes.</summary>
    bool IsCacheable => true;

    /// <summary>What of it changes with the hour, in a word; it is said in the ETag behind the version.</summary>
    string? Variant => null;
}

/// <summary>The version that the caller has read and wants to change, from If-Match.</summary>
public readonly record struct IfMatch(long Version)
{
    /// <exception cref="ProblemException">if-match-required when it is absent or *, which names no version.</exception>
    public static IfMatch Read(HttpRequest request)
    {
        var header = request.Headers.IfMatch.ToString();
        if (string.IsNullOrWhiteSpace(header) || header.Trim() is "*")
            throw new ProblemException(Problems.Of("if-match-required"));
        // Proxies that compress weaken the tag; the version in it is the same.
        return EntityTagHeaderValue.TryParse(header, out var tag) && TryRead(tag, out var version)
            ? new IfMatch(version)
            // Some other tag can only be one that the resource does not have now.
            : new IfMatch(0);
    }

    public static string FormatTag(long version, string? shade = null) => shade is null ? $"\"{version}\"" : $"\"{version}-{shade}\"";

    static bool TryRead(EntityTagHeaderValue tag, out long version)
    {
        version = 0;
        var text = tag.Tag.AsSpan().Trim('"');
        // What is changed is the version, whatever the hour made of its looks.
        return long.TryParse(text.IndexOf('-') is var dash and > 0 ? text[..dash] : text, out version);
    }
}

/// <summary>Gives single resources their ETag, and 304 to who has it already.</summary>
static class ETags
{
    /// <returns>What is to be sent.</returns>
    public static IResult Apply(HttpContext http, IResult result)
    {
        var inner = result is INestedHttpResult nested ? nested.Result : result;
        // For the guard, which notes who was refused what.
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
                return TypedResults.StatusCode(StatusCodes.Status304NotModified);
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
