using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Edge;

namespace GridGov.Host;

/// <summary>Whether the process runs (live), and whether it can answer (ready): for supervisors and load balancers.</summary>
public static class Health
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => TypedResults.Ok(new Response("live")))
            .WithOperation("getLiveness", "Is the process running?")
            .WithTags("operations")
            .AllowsAnonymous()
            .WithMetadata(new RateLimitExemptMetadata());
        app.MapGet("/health/ready", Ready)
            .WithOperation("getReadiness", "Can the server answer?")
            .WithTags("operations")
            .AllowsAnonymous()
            .WithMetadata(new RateLimitExemptMetadata())
            .WithMetadata(new ProducesProblemMetadata(503, ["not-ready"]));
    }

    /// <summary>The state of the server.</summary>
    /// <param name="Status">live or ready.</param>
    public sealed record Response(string Status);

    /// <summary>A monitor waits about a second for an answer; the rest is the network's.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(800);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Ready(Engine engine, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        // From the moment the server is told to stop, new requests should go elsewhere.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Problems.Of("not-ready", Problems.InChinese ? "正在停止。" : "it is stopping.");
        var found = await engine.Health.Check(() => engine.Read(tx => tx.QuerySingle<int>(CountMigrations), ct), Limit);
        if (found is not { } condition)
            return TypedResults.Ok(new Response("ready"));
        var problem = Problems.Of("not-ready", Reason(condition));
        problem.ProblemDetails.Extensions["dependency"] = "store";
        problem.ProblemDetails.Extensions["condition"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(condition.ToString());
        return problem;
    }

    static string Reason(StoreCondition condition) => condition switch
    {
        StoreCondition.Busy => Text("its database has no room for another connection.", "数据库连接已满。"),
        StoreCondition.Unreachable => Text("its database does not answer.", "数据库无响应。"),
        StoreCondition.Full => Text("the disk of its database is full.", "数据库磁盘已满。"),
        StoreCondition.ReadOnly => Text("its database takes no writes.", "数据库只读。"),
        StoreCondition.Damaged => Text("its database is damaged.", "数据库已损坏。"),
        _ => Text("the disk of its database fails.", "数据库磁盘读写出错。"),
    };

    const string CountMigrations = "SELECT count(*) FROM schema_migrations";

    static string Text(string english, string chinese) => Problems.InChinese ? chinese : english;
}
