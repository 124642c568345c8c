using System.Diagnostics;
using System.Net;

namespace GridGov.Tests;

/// <summary>What a monitor sees of a server whose database or clock is in trouble.</summary>
static class Readiness
{
    public static async Task ShouldNotBeReady(this App app, string condition, string dependency = "store")
    {
        var watch = Stopwatch.StartNew();
        var ready = await app.Nobody().Get("/health/ready");
        // It gives up after less than a second; the rest is for a busy machine. A store that hangs would hold it for much longer.
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        ready.ShouldRefuse(HttpStatusCode.ServiceUnavailable, "not-ready");
        ((string?)ready["dependency"], (string?)ready["condition"]).ShouldBe((dependency, condition));
        (await app.Nobody().Get("/health/live")).ShouldBeOk();
    }

    public static async Task ShouldBecomeReady(this App app)
    {
        for (var watch = Stopwatch.StartNew(); (await app.Nobody().Get("/health/ready")).Status != HttpStatusCode.OK; await Task.Delay(200))
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }
}
