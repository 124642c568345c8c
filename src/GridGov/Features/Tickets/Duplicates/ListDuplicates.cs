using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.Tickets.Duplicates;

/// <summary>Other open tickets that may report the same problem.</summary>
public sealed class ListDuplicates(Db db) : ApiEndpoint<ById, Results<Ok<Duplicates>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/duplicates");
        Group<TicketGroup>();
        Operation("List tickets like this one",
            Duplicates.Description);
        RequiresCapability(Capability.TicketRead);
    }

    public override Task<Results<Ok<Duplicates>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Duplicates>, NotFound>>(async tx =>
            await TicketView.Find(tx, Actor, request.Id) is { Row: var row }
                ? TypedResults.Ok(await Duplicates.Find(tx, Actor, new Duplicates.DuplicateCriteria(
                    row.Category, row.GridCode, row.Lng, row.Lat, row.MaskText(row.Description), row.FiledAt, request.Id, row.PartOf)))
                : TypedResults.NotFound(), ct);
}
