using System.Text.Json;
using GridGov.Api;
using GridGov.Api.Edge;
using GridGov.Text;

namespace GridGov.Host;

/// <summary>Liveness and readiness, for supervisors and load balancers.</summary>
public static class Health
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapRead("/health/live", () => TypedResults.Ok(new Response("live")), OfferedTypesMetadata.Json)
            .WithOperation("getLiveness", "Is the process running?")
            .WithTags("operations")
            .AllowsAnonymous()
            .WithMetadata(new RateLimitExemptMetadata());
        app.MapRead("/health/ready", Ready, OfferedTypesMetadata.Json)
            .WithOperation("getReadiness", "Can the server answer?")
            .WithTags("operations")
            .AllowsAnonymous()
            .WithMetadata(new RateLimitExemptMetadata())
            .WithMetadata(new ProducesProblemMetadata(503, ["not-ready"]));
    }

    /// <summary>The state of the server.</summary>
    /// <param name="Status">live or ready.</param>
    public sealed record Response(string Status);

    /// <summary>Leaves a part of the second that a monitor usually waits to the network.</summary>
    static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(800);

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Ready(
        Engine engine, ClockComparison clocks, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        // A stopping server is not ready, so that new requests go elsewhere.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Problems.Of("not-ready", new LocalizedText("正在停止", "it is stopping"));
        var found = await engine.Health.Check(() => engine.Read(tx => tx.QuerySingle<int>(CountMigrations), ct), Limit);
        if (found is { } condition)
            return NotReady("store", JsonNamingPolicy.SnakeCaseLower.ConvertName(condition.ToString()), Reason(condition));
        if (!clocks.IsOff)
            return TypedResults.Ok(new Response("ready"));
        var seconds = Math.Round(clocks.Offset.Duration().TotalSeconds);
        return clocks.Offset > TimeSpan.Zero
            ? NotReady("clock", "ahead", new($"本机时钟比数据库快 {seconds} 秒", $"its clock is {seconds} s ahead of the database's"))
            : NotReady("clock", "behind", new($"本机时钟比数据库慢 {seconds} 秒", $"its clock is {seconds} s behind the database's"));
    }

    static ProblemHttpResult NotReady(string dependency, string condition, LocalizedText reason)
    {
        var problem = Problems.Of("not-ready", reason);
        problem.ProblemDetails.Extensions["dependency"] = dependency;
        problem.ProblemDetails.Extensions["condition"] = condition;
        return problem;
    }

    static LocalizedText Reason(StoreCondition condition) => condition switch
    {
        StoreCondition.Busy => new("数据库连接已满", "its database has no free connection"),
        StoreCondition.Unreachable => new("数据库无响应", "its database does not answer"),
        StoreCondition.Full => new("数据库磁盘已满", "the disk of its database is full"),
        StoreCondition.ReadOnly => new("数据库只读", "its database takes no writes"),
        StoreCondition.Damaged => new("数据库已损坏", "its database is damaged"),
        _ => new("数据库磁盘读写出错", "the disk of its database fails"),
    };

    const string CountMigrations = "SELECT count(*) FROM schema_migrations";
}
