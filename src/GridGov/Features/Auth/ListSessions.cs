using FastEndpoints;
using GridGov.Api;

namespace GridGov.Features.Auth;

/// <summary>The devices on which the caller is signed in, newest first.</summary>
public sealed class ListSessions(Db db) : ApiEndpoint<EmptyRequest, Ok<ListSessions.Response>>
{
    public override void Configure()
    {
        Get("/sessions");
        Group<MeGroup>();
        Operation("My signed-in devices", "The latest 200. A session that was not used for 30 days has ended.");
        RequiresSignIn();
        AllowsMustChangePassword();
    }

    /// <summary>The caller's sessions.</summary>
    /// <param name="Items">The sessions, newest first.</param>
    public sealed record Response(IReadOnlyList<Item> Items);

    /// <summary>A signed-in device.</summary>
    /// <param name="Id">The session's id, for DELETE /v1/me/sessions/{id}.</param>
    /// <param name="Device">The name that the device gave when it signed in.</param>
    /// <param name="CreatedAt">The time of signing in.</param>
    /// <param name="UsedAt">The time of the last new access token, about every half hour of use.</param>
    /// <param name="Current">Whether this is the session of the request.</param>
    public sealed record Item(Id Id, string? Device, Instant CreatedAt, Instant UsedAt, bool Current);

    public override Task<Ok<Response>> ExecuteAsync(EmptyRequest _, CancellationToken ct) => db.Read(async tx =>
    {
        var rows = await tx.Query<Row>(List, new { Actor.Id, Since = tx.ClockTime - Sessions.RefreshLifetime });
        var items = rows.ConvertAll(row => new Item(row.Id, row.Device, row.CreatedAt, row.UsedAt, row.Id == Actor.Session));
        return TypedResults.Ok(new Response(items));
    }, ct);

    sealed record Row
    {
        public required Id Id { get; init; }
        public string? Device { get; init; }
        public required Instant CreatedAt { get; init; }
        public required Instant UsedAt { get; init; }
    }

    const string List = """
        SELECT id, device, created_at, coalesce(used_at, created_at) AS used_at
          FROM sessions
         WHERE person_id = @Id AND ended_at IS NULL AND coalesce(used_at, created_at) > @Since
         ORDER BY id DESC
         LIMIT 200
        """;
}
