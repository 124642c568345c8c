namespace GridGov.Tests.Features.Boards;

/// <summary>A test in Chromium, which is skipped with a reason where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BrowserFactAttribute : FactAttribute
{
    public BrowserFactAttribute()
    {
        if (Browser.Chromium is null)
            Skip = "There is no Chromium on the PATH.";
        else if (Browser.Axe.Value is null)
            Skip = "axe-core cannot be had from npm.";
    }
}
