using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Zones;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.Mvc;

namespace GridGov.Features.Zones;

/// <summary>Ends a person's time as a head of a zone; the days before stay as they were.</summary>
public sealed class EndZoneHead(Db db) : ApiEndpoint<EndZoneHead.Input, Results<Ok<Zone>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/{id}/heads/{headId}/end");
        Group<ZoneGroup>();
        Operation("End a head of a zone", "If-Match has the version of the zone. A future end can be moved forward but not put off.");
        RequiresCapability(Capability.GridManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "zone-already-retired", "zone-head-ended");
        RequestExample("""{ "to": "2026-12-31", "reason": "调任" }""");
    }

    /// <summary>The end of a person's time.</summary>
    /// <param name="Reason">The reason, 1 to 500 characters.</param>
    /// <param name="To">The first day after, yyyy-MM-dd; today by default, and not before.</param>
    public sealed record Request(string Reason, DateOnly? To = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Reason).Text(500);
        }
    }

    public sealed record Input(Id Id, Id HeadId, [FromBody] Request Body, IfMatch Version);

    public override Task<Results<Ok<Zone>, NotFound, ProblemHttpResult>> ExecuteAsync(Input request, CancellationToken ct) =>
        db.Write<Results<Ok<Zone>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await ZoneRow.Find(tx, Actor, request.Id) is not { } zone)
                return TypedResults.NotFound();
            var found = await tx.Query(Find, ZoneHead.Read, new { Zone = zone.Id, Head = request.HeadId });
            if (found is not [var (_, head)])
                return TypedResults.NotFound();
            if (zone.Check(Actor, request.Version) is { } refusal)
                return refusal;
            if (head.To <= tx.Today)
                return Problems.Of("zone-head-ended");
            var first = head.From > tx.Today ? head.From : tx.Today;
            var to = request.Body.To ?? first;
            if (to < first)
                return Problems.Invalid("/to", "out_of_range", new("不得早于今天或首日。", "It must not lie before today or the first day."));
            if (to > head.To)
                return Problems.Invalid("/to", "out_of_range", new("不得晚于已定的结束日期。", "It must not lie after the end that is set already."));
            if (await tx.Execute(ZoneRow.BumpVersion, new { zone.Id, zone.Version }) == 0)
                return Problems.StaleVersion();
            await tx.Execute(Update, new { head.Id, To = to });
            await Journal.Append(tx, zone.Event(Actor, "end_head", new
            {
                Head = head.Id.ToString(), Person = head.Person.Id.ToString(), head.Person.Name, To = to,
            }, request.Body.Reason));
            return TypedResults.Ok(await ZoneRow.Reread(tx, Actor, zone.Id));
        }, ct);

    const string Find = ZoneHead.Select + " WHERE h.zone_id = @Zone AND h.id = @Head";

    const string Update = "UPDATE zone_heads SET to_day = @To WHERE id = @Id";
}
