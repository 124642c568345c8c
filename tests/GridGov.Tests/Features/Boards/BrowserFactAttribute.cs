namespace GridGov.Tests.Features.Boards;

/// <summary>A test in Chromium, which is skipped with a reason where there is none; where everything must run, it fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute() => Skip = SkipFor(
        Browser.Missing.Value,
        isRequired: new[] { "CI", "GRIDGOV_REQUIRE_BROWSER" }.Any(name => Environment.GetEnvironmentVariable(name) is { Length: > 0 }));

    internal static string? SkipFor(string? missing, bool isRequired) => isRequired ? null : missing;
}
