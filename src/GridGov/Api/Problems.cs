using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Api;

/// <summary>One fault of the input.</summary>
/// <param name="Pointer">JSON Pointer to the value in the body, or the parameter's name for the address.</param>
/// <param name="Code">Stable, for programs: too_long, required, …</param>
/// <param name="Detail">For people, in the language asked for.</param>
public sealed record InputError(string Pointer, string Code, string Detail);

/// <summary>Answers of refusal (RFC 9457), made from the catalogue.</summary>
public static class Problems
{
    public const string TypeRoot = "/problems/";

    public static ProblemHttpResult Of(string code, params ReadOnlySpan<object?> about) =>
        TypedResults.Problem(Details(code, errors: null, about));

    public static ProblemHttpResult Invalid(IReadOnlyList<InputError> errors, string code = "invalid-input") =>
        TypedResults.Problem(Details(code, errors));

    public static ProblemHttpResult Invalid(string pointer, string code, string detail) =>
        Invalid([new InputError(pointer, code, detail)]);

    /// <summary>A refusal for a value of the body that is well formed but names what may not be named here.</summary>
    public static ProblemHttpResult At(string pointer, string code, params ReadOnlySpan<object?> about)
    {
        var details = Details(code, errors: null, about);
        details.Extensions["errors"] = new[] { new InputError(pointer, code, details.Detail!) };
        return TypedResults.Problem(details);
    }

    public static ProblemHttpResult NotFound() => Of("not-found");

    /// <summary>The caller has read an earlier version (412); the answer tells the current one.</summary>
    public static ProblemHttpResult StaleVersion(long current)
    {
        var problem = Of(StaleVersionCode, current);
        ProblemHeaders.SetVersion(problem, current);
        return problem;
    }

    /// <summary>Somebody else was quicker after the version was read; <see cref="RequestDb"/> then runs the work again.</summary>
    public static ProblemHttpResult StaleVersion() => Of(StaleVersionCode, "…");

    internal const string StaleVersionCode = "stale-version";

    /// <summary>Whether texts are wanted in Chinese; Accept-Language decides, by the request's culture.</summary>
    public static bool InChinese => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName is "zh";

    static ProblemDetails Details(string code, IReadOnlyList<InputError>? errors, params ReadOnlySpan<object?> about)
    {
        var kind = ProblemCatalogue.All[code];
        var detail = string.Format(CultureInfo.InvariantCulture, InChinese ? kind.Chinese : kind.English, about);
        var problem = new ProblemDetails
        {
            Type = TypeRoot + code,
            Title = code.Replace('-', ' '),
            Status = kind.Status,
            Detail = detail,
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

/// <summary>A refusal from where no result can be returned, such as the binding of a parameter.</summary>
public sealed class ProblemException(ProblemHttpResult problem) : Exception
{
    public ProblemHttpResult Problem { get; } = problem;
}
