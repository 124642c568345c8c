using GridGov.Api;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.PublicReports;

/// <summary>A public report as the office sees it after a decision.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Receipt">The receipt's number.</param>
/// <param name="Status">What became of it.</param>
/// <param name="TicketId">Its ticket; null unless it was filed.</param>
/// <param name="Reopening">The decision on the last request to reopen; null without one.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record OfficeReport(
    Id Id, string Receipt, PublicReportStatus Status, Id? TicketId, ReopeningStatus? Reopening, long Version) : IVersioned
{
    internal static OfficeReport Of(PublicReportRow row) => new(
        row.Id, Domain.PublicReports.Receipt.Format(row.Receipt), row.Status, row.TicketId, row.Reopening, row.Version);

    /// <summary>A held report in the caller's grids, in the version that was read.</summary>
    internal static async Task<(PublicReportRow? Row, Post? Post, ProblemHttpResult? Refusal)> FindHeld(
        Tx tx, Actor actor, Id id, IfMatch version)
    {
        await tx.LockRow("public_reports", id);
        if (await tx.QuerySingle<PublicReportRow>(FindInGrids, new { Id = id }, actor.ScopeOf(Capability.TicketAccept)) is not { } row)
            return (null, null, null);
        if (row.Version != version.Version)
            return (row, null, Problems.StaleVersion(row.Version));
        return row.Status == PublicReportStatus.Held
            ? (row, actor.PostsFor(Capability.TicketAccept, row.GridCode).First(), null)
            : (row, null, Problems.Of("report-not-held"));
    }

    /// <summary>A filed report whose ticket the caller reaches, in the version that was read, and the post that reaches it.</summary>
    internal static async Task<(PublicReportRow? Row, PostKind? Post, ProblemHttpResult? Refusal)> FindFiled(
        Tx tx, Actor actor, Capability capability, Id id, IfMatch version)
    {
        await tx.LockRow("public_reports", id);
        if (await tx.QuerySingle<PublicReportRow>(FindByTickets, new { Id = id }, actor.ScopeOf(capability)) is not { } row)
            return (null, null, null);
        if (row.Version != version.Version)
            return (row, null, Problems.StaleVersion(row.Version));
        // The ticket may have moved since it was reported.
        var grid = await tx.QuerySingle<string>(FindTicketGrid, new { Id = row.TicketId });
        return (row, actor.PostsFor(capability, grid!).FirstOrDefault()?.Kind, null);
    }

    /// <summary>A filed report as above, whose reporter waits for a decision on reopening.</summary>
    internal static async Task<(PublicReportRow? Row, PostKind? Post, ProblemHttpResult? Refusal)> FindPending(
        Tx tx, Actor actor, Id id, IfMatch version)
    {
        var (row, post, refusal) = await FindFiled(tx, actor, Capability.TicketReopen, id, version);
        return (row, post, refusal ?? (row is null || row.Reopening == ReopeningStatus.Pending
            ? null
            : Problems.Of("reopening-not-pending")));
    }

    const string FindInGrids = PublicReportRow.Select + " WHERE r.id = @Id AND @scope(r.grid_code)";

    const string FindTicketGrid = "SELECT grid_code FROM tickets WHERE id = @Id";

    const string FindByTickets =
        $"{PublicReportRow.Select} JOIN tickets t ON t.id = r.ticket_id WHERE r.id = @Id AND {TicketParties.InScope}";
}
