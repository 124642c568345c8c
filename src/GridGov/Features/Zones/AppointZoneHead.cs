using System.Globalization;
using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Zones;

/// <summary>Makes a person a head of a zone, from a day on.</summary>
public sealed class AppointZoneHead(Db db) : ApiEndpoint<Change<AppointZoneHead.Request>, Results<Ok<Zone>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/heads");
        Group<ZoneGroup>();
        Operation("Appoint a head of a zone",
            "Heads are shown and alerted of tickets in the zone. They have no rights by it: a ticket that they may not read stays hidden.");
        RequiresCapability(Capability.GridManage);
        ProducesProblem(400, "unknown-person");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "zone-already-retired", "zone-head-already", "person-disabled");
        RequestExample("""{ "personId": "01K4V6J0Q8Z3R", "from": "2026-12-01" }""");
    }

    /// <summary>A head of a zone.</summary>
    /// <param name="PersonId">The id of the person.</param>
    /// <param name="From">The first day, yyyy-MM-dd; today by default, and not before.</param>
    /// <param name="To">The first day after, yyyy-MM-dd; by default open.</param>
    public sealed record Request(Id PersonId, DateOnly? From = null, DateOnly? To = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.To)
                .Must((r, to) => to is null || r.From is null || to > r.From).WithErrorCode("out_of_range")
                .WithMessage("结束日期须晚于开始日期。", "The end must be later than the beginning.");
        }
    }

    public override Task<Results<Ok<Zone>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Zone>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await ZoneRow.Find(tx, Actor, request.Id) is not { } zone)
                return TypedResults.NotFound();
            if (zone.Check(Actor, request.Version) is { } refusal)
                return refusal;
            var (body, from) = (request.Body, request.Body.From ?? tx.Today);
            if (from < tx.Today)
                return Problems.Invalid("/from", "out_of_range", new("不得早于今天。", "It must not lie before today."));
            if (body.To <= from)
                return Problems.Invalid("/to", "out_of_range", new("结束日期须晚于开始日期。", "The end must be later than the beginning."));
            var person = await tx.QuerySingle<PersonRow>(FindPerson, new { Id = body.PersonId }, Actor.ScopeOf(Capability.GridManage));
            if (person is null)
                return Problems.At("/personId", "unknown-person");
            if (person.DisabledAt is not null)
                return Problems.At("/personId", "person-disabled");
            if (await tx.QuerySingle<DateOnly?>(FindOverlap, new
            {
                Zone = zone.Id, Person = body.PersonId, From = from, To = body.To ?? DateOnly.MaxValue,
            }) is { } other)
                return Problems.At("/personId", "zone-head-already", other.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            if (await tx.Execute(ZoneRow.BumpVersion, new { zone.Id, zone.Version }) == 0)
                return Problems.StaleVersion();
            var id = tx.NewId();
            await tx.Execute(Insert, new { Id = id, Zone = zone.Id, Person = body.PersonId, From = from, body.To, tx.Now, By = Actor.Id });
            await Journal.Append(tx, zone.Event(Actor, "appoint_head", new
            {
                Head = id.ToString(), Person = body.PersonId.ToString(), person.Name, From = from, body.To,
            }));
            return TypedResults.Ok(await ZoneRow.Reread(tx, Actor, zone.Id));
        }, ct);

    sealed record PersonRow
    {
        public required string Name { get; init; }
        public Instant? DisabledAt { get; init; }
    }

    const string FindPerson = "SELECT name, disabled_at FROM people WHERE id = @Id AND @scope(grid_code)";

    // One that ended on its first day was never held.
    const string FindOverlap = """
        SELECT from_day
          FROM zone_heads
         WHERE zone_id = @Zone AND person_id = @Person AND from_day < @To
           AND (to_day IS NULL OR (to_day > @From AND to_day > from_day))
         ORDER BY from_day
         LIMIT 1
        """;

    const string Insert = """
        INSERT INTO zone_heads (id, zone_id, person_id, from_day, to_day, created_at, created_by)
        VALUES (@Id, @Zone, @Person, @From, @To, @Now, @By)
        """;
}
