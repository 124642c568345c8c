using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>Who told of a problem, masked: enough to see whether somebody can be called back, and to recognise who calls.</summary>
public sealed class GetTicketReporters(Db db) : ApiEndpoint<ById, Results<Ok<Reporters>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/reporters");
        Group<TicketGroup>();
        Operation("Who reported a ticket, masked",
            "Names as 王*, telephone numbers as 138****1234 (of shorter numbers the last two digits or none). Those of tickets that were merged into this one follow its own, marked by mergedFrom. To read them unmasked there is `POST /v1/tickets/{id}/reporters/unmask`.");
        RequiresCapability(Capability.ReporterRead);
    }

    public override Task<Results<Ok<Reporters>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Reporters>, NotFound>>(async tx =>
        {
            if (await TicketRow.Find(tx, request.Id, Actor.ScopeOf(Capability.ReporterRead)) is null)
                return TypedResults.NotFound();
            var reporters = await Reporters.Load(tx, request.Id);
            return TypedResults.Ok(reporters with
            {
                Masked = true,
                Items = [.. reporters.Items.Select(reporter => reporter with { Name = Masking.MaskName(reporter.Name), Phone = Masking.MaskPhone(reporter.Phone) })],
            });
        }, ct);
}
