using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace GridGov.Api;

/// <summary>Says in Content-Language in which language an answer's texts are.</summary>
public static class Languages
{
    public const string Chinese = "zh-CN";
    public const string English = "en";

    /// <summary>For texts in the language that Accept-Language asks for.</summary>
    public static void SetByRequest(HttpContext http)
    {
        Set(http, http.Features.Get<IRequestCultureFeature>()?.RequestCulture.UICulture.Name is Chinese);
        http.Response.Headers.AppendCommaSeparatedValues(HeaderNames.Vary, HeaderNames.AcceptLanguage);
    }

    /// <summary>For texts whose language the address decides.</summary>
    public static void Set(HttpContext http, bool chinese) => http.Response.Headers.ContentLanguage = chinese ? Chinese : English;
}
