using GridGov.Api;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.PublicReports;

/// <summary>The public report that a ticket came from, and what its reporter sees.</summary>
public sealed class GetTicketPublicReport(PublicReportSettings settings, Db db)
    : ApiEndpoint<GetTicketPublicReport.Input, Results<Ok<GetTicketPublicReport.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/by-ticket/{ticketId}");
        Group<PublicReportsOfficeApiGroup>();
        Operation("Get the public report of a ticket", "404 for a ticket that did not come from the public.");
        RequiresCapability(Capability.TicketRead);
    }

    public sealed record Input(Id TicketId);

    /// <summary>A ticket's public report.</summary>
    /// <param name="Report">The report.</param>
    /// <param name="Shown">What its reporter sees now; the words to the reporter are masked for a confidential ticket.</param>
    public sealed record Response(OfficeReport Report, PublicReport Shown) : IVersioned
    {
        long IVersioned.Version => Report.Version;
    }

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(Input input, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketRow.Find(tx, input.TicketId, Actor.ScopeOf(Capability.TicketRead)) is not { } ticket
                || await PublicReportRow.FindByTicket(tx, input.TicketId) is not { } row)
                return TypedResults.NotFound();
            var shown = await PublicReport.Of(tx, row, await PublicTimeline.Load(tx, row), settings);
            return TypedResults.Ok(new Response(OfficeReport.Of(row), ticket.Confidential ? shown.WithoutWords() : shown));
        }, ct);
}
