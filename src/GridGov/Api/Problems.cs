using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Api;

/// <summary>One fault of the input.</summary>
/// <param name="Pointer">JSON Pointer to the value in the body, or the parameter's name for the address.</param>
/// <param name="Code">Stable, for programs: too_long, required, …</param>
/// <param name="Detail">For people, in the language asked for.</param>
public sealed record InputError(string Pointer, string Code, string Detail)
{
    /// <summary>The place of a fault of a map; absent elsewhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Position? Place { get; init; }

    /// <summary>A position in WGS84.</summary>
    /// <param name="Lng">Longitude in degrees.</param>
    /// <param name="Lat">Latitude in degrees.</param>
    public sealed record Position(double Lng, double Lat);
}

/// <summary>Answers of refusal (RFC 9457), made from the <see cref="ProblemCatalogue"/>.</summary>
public static class Problems
{
    public const string TypeRoot = "/problems/";

    /// <param name="about">The particulars of the occurrence, for the detail.</param>
    public static ProblemHttpResult Of(string code, params ReadOnlySpan<object?> about) =>
        TypedResults.Problem(Details(code, errors: null, about));

    public static ProblemHttpResult Invalid(IReadOnlyList<InputError> errors, string code = "invalid-input") =>
        TypedResults.Problem(Details(code, errors));

    public static ProblemHttpResult Invalid(string pointer, string code, LocalizedText detail) =>
        Invalid([Error(pointer, code, detail)]);

    public static InputError Error(string pointer, string code, LocalizedText detail) => new(pointer, code, detail.In(InChinese));

    /// <summary>A refusal of a well-formed value that names something not allowed here.</summary>
    public static ProblemHttpResult At(string pointer, string code, params ReadOnlySpan<object?> about)
    {
        var details = Details(code, errors: null, about);
        details.Extensions["errors"] = new[] { new InputError(pointer, code, details.Detail!) };
        return TypedResults.Problem(details);
    }

    public static ProblemHttpResult NotFound() => Of("not-found");

    /// <summary>The refusal (412) of an earlier version, with the current one.</summary>
    public static ProblemHttpResult StaleVersion(long current)
    {
        var problem = Of(StaleVersionCode, current);
        ProblemHeaders.SetVersion(problem, current);
        return problem;
    }

    /// <summary>The refusal of a write that lost against a concurrent one; <see cref="RequestDb"/> runs the work again.</summary>
    public static ProblemHttpResult StaleVersion() => Of(StaleVersionCode);

    internal const string StaleVersionCode = "stale-version";

    /// <summary>Whether texts are wanted in Chinese; Accept-Language decides, by the request's culture.</summary>
    public static bool InChinese => IsChinese(CultureInfo.CurrentUICulture);

    public static bool IsChinese(CultureInfo culture) => culture.TwoLetterISOLanguageName is "zh";

    static ProblemDetails Details(string code, IReadOnlyList<InputError>? errors, params ReadOnlySpan<object?> about)
    {
        var kind = ProblemCatalogue.All[code];
        var problem = new ProblemDetails
        {
            Type = TypeRoot + code,
            Title = kind.Title.In(InChinese),
            Status = kind.Status,
            Detail = kind.DetailOf(InChinese, about),
            Extensions =
            {
                ["code"] = code,
                ["traceId"] = Activity.Current?.TraceId.ToString(),
            },
        };
        if (errors is not null)
            problem.Extensions["errors"] = errors;
        return problem;
    }
}

/// <summary>A refusal thrown where no result can be returned, such as in binding.</summary>
public sealed class ProblemException(ProblemHttpResult problem) : Exception
{
    public ProblemHttpResult Problem { get; } = problem;
}
