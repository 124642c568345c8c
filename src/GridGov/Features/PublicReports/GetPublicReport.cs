using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.PublicReports;

/// <summary>Shows a public report to the office, with the version that a change names.</summary>
public sealed class GetPublicReport(PublicReportSettings settings, Db db) : ApiEndpoint<ById, Results<Ok<ShownReport>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}");
        Group<PublicReportsOfficeApiGroup>();
        Operation("Get a public report",
            "To who may read its ticket; without a ticket, because it is held or was discarded, to who may release it. The words of a " +
            "held one are in the list of held reports.");
        RequiresCapability(Capability.TicketRead);
    }

    public override Task<Results<Ok<ShownReport>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<ShownReport>, NotFound>>(async tx =>
            await PublicReportRow.Find(tx, request.Id) is { } row && await IsMasked(tx, row) is { } masked
                ? TypedResults.Ok(await ShownReport.Of(tx, row, settings, masked))
                : TypedResults.NotFound(), ct);

    /// <summary>Whether its words are masked.</summary>
    /// <returns>Null when the caller does not see it.</returns>
    async Task<bool?> IsMasked(Tx tx, PublicReportRow row)
    {
        if (row.TicketId is { } id)
            return (await TicketRow.Find(tx, id, Actor.ScopeOf(Capability.TicketRead)))?.Confidential;
        return await tx.QuerySingle<bool?>(FindConfidential, new { row.Id }, Actor.ScopeOf(Capability.TicketAccept));
    }

    const string FindConfidential = """
        SELECT c.confidential
          FROM public_reports r
          JOIN categories c ON c.code = r.category
         WHERE r.id = @Id AND @scope(r.grid_code)
        """;
}
