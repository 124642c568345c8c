using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Events;
using GridGov.Domain.Zones;
using GridGov.Security;

namespace GridGov.Features.Zones;

/// <summary>Gives a zone another name or kind.</summary>
public sealed class EditZone(Db db) : ApiEndpoint<Change<EditZone.Request>, Results<Ok<Zone>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<ZoneGroup>();
        Operation("Edit a zone", "The body gives both. The same values are no change; the version stays.");
        RequiresCapability(Capability.GridManage);
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "zone-already-retired");
        RequestExample("""{ "name": "二七商圈（德化街）", "kind": "shopping_street" }""");
    }

    /// <summary>Name and kind of a zone.</summary>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Kind">What it is; null for anything else.</param>
    public sealed record Request(string Name, ZoneKind? Kind = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator() => RuleFor(r => r.Name).ZoneName();
        }
    }

    public override Task<Results<Ok<Zone>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Zone>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await ZoneRow.Find(tx, Actor, request.Id) is not { } zone)
                return TypedResults.NotFound();
            if (zone.Check(Actor, request.Version) is { } refusal)
                return refusal;
            var body = request.Body;
            if ((zone.Name, zone.Kind) == (body.Name, body.Kind))
                return TypedResults.Ok(await zone.ToZone(tx));
            if (await tx.Execute(Update, new { zone.Id, body.Name, body.Kind, zone.Version }) == 0)
                return Problems.StaleVersion();
            tx.Invalidate(CacheTopic.Grids);
            await Journal.Append(tx, zone.Event(Actor, "edit", new { body.Name, body.Kind, Former = zone.Name }));
            return TypedResults.Ok(await ZoneRow.Reread(tx, Actor, zone.Id));
        }, ct);

    const string Update = $"UPDATE zones SET name = @Name, kind = @Kind, {ZoneIndex.NextRevision} WHERE id = @Id AND version = @Version";
}
