using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace GridGov.Api;

/// <summary>The languages of answers, and the header Content-Language.</summary>
public static class Languages
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    /// <summary>Another name of the parameter's value for Chinese, by which exports were asked for first.</summary>
    public const string ShortChinese = "zh";

    /// <summary>Whether the parameter lang asks for Chinese.</summary>
    public static bool IsChinese(string? lang) => lang is Chinese or ShortChinese;

    /// <summary>Sets the header for texts in the language of Accept-Language.</summary>
    public static void SetByRequest(HttpContext http)
    {
        Set(http, http.Features.Get<IRequestCultureFeature>() is { RequestCulture.UICulture: var culture } && Problems.IsChinese(culture));
        http.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptLanguage);
    }

    /// <summary>Sets the header for texts whose language the address decides.</summary>
    public static void Set(HttpContext http, bool chinese) =>
        http.Response.Headers.ContentLanguage = chinese ? Chinese : English;
}
