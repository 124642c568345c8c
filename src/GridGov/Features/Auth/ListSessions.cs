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
        Operation("My signed-in devices", "The latest 200. One that was not used for 30 days has ended by itself.");
        RequiresSignIn();
    }

    /// <summary>The caller's sessions.</summary>
    /// <param name="Items">Newest first.</param>
    public sealed record Response(IReadOnlyList<Item> Items);

    /// <summary>A signed-in device.</summary>
    /// <param name="Id">The session's id, for DELETE /v1/me/sessions/{id}.</param>
    /// <param name="Device">The name that it gave itself when it signed in.</param>
    /// <param name="CreatedAt">When it signed in.</param>
    /// <param name="UsedAt">When it last got a new access token, which it does about every half hour of use.</param>
    /// <param name="Current">It is the one that asks.</param>
    public sealed record Item(Id Id, string? Device, Instant CreatedAt, Instant UsedAt, bool Current);

    public override Task<Ok<Response>> ExecuteAsync(EmptyRequest _, CancellationToken ct) => db.Read(async tx =>
    {
        var rows = await tx.Query<Row>(List, new { Actor.Id, Since = tx.Now - Sessions.RefreshLifetime });
        return TypedResults.Ok(new Response(rows.ConvertAll(row => new Item(row.Id, row.Device, row.CreatedAt, row.UsedAt, row.Id == Actor.Session))));
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
