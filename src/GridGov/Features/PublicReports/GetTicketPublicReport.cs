using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.PublicReports;

/// <summary>The public report that a ticket came from, and what its reporter sees.</summary>
public sealed class GetTicketPublicReport(PublicReportSettings settings, Db db)
    : ApiEndpoint<ById, Results<Ok<ShownReport>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/public-report");
        Group<TicketPublicReportApiGroup>();
        Operation("Get the public report of a ticket", "404 for a ticket that did not come from the public.");
        RequiresCapability(Capability.TicketRead);
    }

    public override Task<Results<Ok<ShownReport>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<ShownReport>, NotFound>>(async tx =>
            await TicketRow.Find(tx, request.Id, Actor.ScopeOf(Capability.TicketRead)) is { } ticket
            && await PublicReportRow.FindByTicket(tx, request.Id) is { } row
                ? TypedResults.Ok(await ShownReport.Of(tx, row, settings, ticket.Confidential))
                : TypedResults.NotFound(), ct);
}
