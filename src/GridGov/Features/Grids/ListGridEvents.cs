using System.Text.Json;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;
using GridGov.Platform.Time;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Grids;

/// <summary>A grid's history: when it came, how it was called, when it was retired, by whom, and why.</summary>
public static class ListGridEvents
{
    public static void Map(IEndpointRouteBuilder grids) => grids
        .MapGet("/{code}/events", Handle)
        .Named("listGridEvents", "List the events of a grid")
        .WithDescription("Oldest first. Nothing is ever removed from it.")
        .Needs(Capability.GridRead)
        .Refuses(400, "invalid-cursor");

    /// <summary>Which part of the history.</summary>
    public sealed record Query
    {
        /// <summary>How many entries, 1 to 200; 50 by default.</summary>
        [FromQuery(Name = "limit")] public int? Limit { get; init; }

        /// <summary>Where to go on: next of the part before.</summary>
        [FromQuery(Name = "cursor")] public string? Cursor { get; init; }

        public sealed class Validator : AbstractValidator<Query>
        {
            public Validator() => RuleFor(q => q.Limit).InclusiveBetween(1, Platform.Http.Cursor.MaxLimit);
        }
    }

    /// <summary>One act.</summary>
    /// <param name="Seq">Its place in the journal of the whole deployment.</param>
    /// <param name="Action">create, import, rename or retire.</param>
    /// <param name="At">When.</param>
    /// <param name="By">Who; absent when the program did it by itself.</param>
    /// <param name="Post">The post that gave the right.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="Details">What else there is to say: the names before and after, the successors.</param>
    /// <param name="Version">The grid's version after it.</param>
    public sealed record Event(
        long Seq, string Action, Instant At, Person? By, PostKind? Post, string? Reason, JsonElement? Details, long Version);

    /// <summary>A person.</summary>
    /// <param name="Id">Their id.</param>
    /// <param name="Name">Their name.</param>
    public sealed record Person(Id Id, string Name);

    static Task<Results<Ok<Page<Event>>, NotFound, ProblemHttpResult>> Handle(
        string code, [AsParameters] Query query, Actor actor, HttpContext http, Db db, CancellationToken ct) =>
        db.Read<Results<Ok<Page<Event>>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await GridRow.Find(tx, actor, code) is null)
                return TypedResults.NotFound();
            var limit = query.Limit ?? Cursor.DefaultLimit;
            var filter = $"grid events {code}";
            var after = long.Parse(Cursor.Read(filter, query.Cursor) ?? "0");
            var rows = await tx.List<Row>(List, new { Subject = code, After = after, Rows = limit + 1 });
            return TypedResults.Ok(Cursor.Page(http, filter, limit, rows.ConvertAll(EventOf), last => last.Seq.ToString()));
        }, ct);

    static Event EventOf(Row row) => new(
        row.Seq, row.Action, row.At,
        row.ActorId is { } actor ? new Person(actor, row.ActorName ?? "") : null,
        row.Post is { } post ? Codes<PostKind>.Read(post) : null,
        row.Reason,
        row.Payload is { } payload ? JsonSerializer.Deserialize<JsonElement>(payload) : null,
        row.Version);

    sealed record Row
    {
        public required long Seq { get; init; }
        public required string Action { get; init; }
        public required Instant At { get; init; }
        public Id? ActorId { get; init; }
        public string? ActorName { get; init; }
        public string? Post { get; init; }
        public string? Reason { get; init; }
        public string? Payload { get; init; }
        public required long Version { get; init; }
    }

    const string List = """
        SELECT j.seq, j.action, j.at, j.actor_id, p.name AS actor_name, j.post, j.reason, j.payload, j.version
          FROM journal j
          LEFT JOIN people p ON p.id = j.actor_id
         WHERE j.subject = @Subject AND j.subject_kind = 'grid' AND j.seq > @After
         ORDER BY j.seq
         LIMIT @Rows
        """;
}
