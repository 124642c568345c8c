using GridGov.Api;
using GridGov.Api.Edge;

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

    static async Task<Results<Ok<Response>, ProblemHttpResult>> Ready(
        Db db, IHostApplicationLifetime lifetime, ILoggerFactory log, CancellationToken ct)
    {
        // A stopping server is not ready, so that new requests go elsewhere.
        if (lifetime.ApplicationStopping.IsCancellationRequested)
            return Problems.Of("not-ready");
        try
        {
            await db.Read(tx => tx.QuerySingle<int>("SELECT count(*) FROM schema_migrations"), ct);
            return TypedResults.Ok(new Response("ready"));
        }
        catch (Exception e) when (e is System.Data.Common.DbException)
        {
            log.CreateLogger("GridGov.Health").LogError(e, "The store does not answer");
            return Problems.Of("not-ready");
        }
    }
}
