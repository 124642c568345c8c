using GridGov.Api;
using GridGov.Domain.Events;
using GridGov.Domain.Files;
using GridGov.Domain.Places;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Filing;
using GridGov.Domain.Tickets.Related;
using GridGov.Domain.Tickets.Search;
using GridGov.Security;

namespace GridGov.Domain.PublicReports;

/// <summary>Files what the public reports as a ticket that waits to be verified, with its photos.</summary>
static class PublicReportFiling
{
    /// <returns>The grid that a report goes to; null for that of its place.</returns>
    public static async Task<(string? Grid, ProblemHttpResult? Refusal)> Route(
        Tx tx, PublicReportSettings settings, CityEnvelopes envelopes, FiledReport report, string? grid, PlaceRow? at)
    {
        if (grid is not null || at is not null)
            return (grid, null);
        var (located, refusal) = await LocatedGrid.Find(
            tx, PublicAccount.Actor, Capability.TicketFile, report.Location, envelopes, "/location");
        if (refusal is not null)
            return (null, refusal);
        return (located ?? settings.Grid) is { } found ? (found, null) : (null, Problems.At("/grid", "report-grid-needed"));
    }

    /// <summary>Checks what is held as what is filed.</summary>
    public static async Task<(string? Grid, ProblemHttpResult? Refusal)> Check(
        Tx tx, CityEnvelopes envelopes, FiledReport report, string? grid, PlaceRow? at)
    {
        var (ready, refusal) = await TicketFiling.Check(tx, PublicAccount.Actor, envelopes, report, grid, TicketSource.Public, at);
        return (ready?.Grid, refusal);
    }

    /// <summary>Files it, in an exclusive write, because two may attach the same photo.</summary>
    public static async Task<(TicketRow? Ticket, ProblemHttpResult? Refusal)> File(
        Tx tx, FileStore store, CityEnvelopes envelopes, FiledReport report, string? grid, PlaceRow? at, IReadOnlyList<StoredFile> photos)
    {
        await PublicAccount.Ensure(tx);
        var (ticket, refusal) = await TicketFiling.File(tx, PublicAccount.Actor, envelopes, report, grid, TicketSource.Public, at);
        if (ticket is null)
            return (null, refusal);
        foreach (var photo in photos)
        {
            refusal = await new FileAttachment(tx.NewId(), FileAttachment.Before).Attach(
                tx, store, ticket, photo, await photo.OpenSecret(tx), PublicAccount.Id, post: null);
            if (refusal is not null)
                return (null, refusal);
        }
        return (ticket, null);
    }

    /// <summary>Adds words of the reporter to the ticket, as a comment.</summary>
    public static async Task Comment(Tx tx, TicketRow ticket, FreeText text)
    {
        await Journal.Append(tx, new JournalEntry(
            Journal.Ticket, ticket.Id.ToString(), ticket.GridCode, "comment", PublicAccount.Id, ticket.Version)
        {
            Payload = new { text },
        });
        await TicketWords.OnComment(tx, ticket, text);
    }

    /// <summary>A place that the office shows to everybody; only these can be named without an account.</summary>
    public static async Task<PlaceRow?> FindPlace(Tx tx, Id id) =>
        await tx.QuerySingle(SelectPublic, PlaceRow.Read, new { Id = id });

    const string SelectPublic = PlaceRow.Select + " WHERE p.id = @Id AND p.public = 1 AND p.retired_at IS NULL";
}
