using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GridGov.Benchmarks;

/// <summary>The baseline: a minimal API on bare Kestrel that answers 1 KB of JSON, or a requested number of bytes.</summary>
static class BareKestrel
{
    public static async Task Serve(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        var app = builder.Build();
        var answer = new Answer("0123456789ABC",
            [.. Enumerable.Range(1, 16).Select(i => new Line(i, "forty characters of text, more or less..."))]);
        app.MapGet("/health/ready", () => TypedResults.Ok(answer));
        app.MapGet("/bytes/{count:long}", async (long count, HttpResponse response) =>
        {
            var block = new byte[64 * 1024];
            for (; count > 0; count -= block.Length)
                await response.Body.WriteAsync(block.AsMemory(0, (int)Math.Min(block.Length, count)));
        });
        await app.RunAsync();
    }

    sealed record Answer(string Id, IReadOnlyList<Line> Lines);

    sealed record Line(int Number, string Text);
}
