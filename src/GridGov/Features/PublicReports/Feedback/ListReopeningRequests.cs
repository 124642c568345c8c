using GridGov.Api;
using GridGov.Api.Lists;
using GridGov.Data.Statements;
using GridGov.Domain;
using GridGov.Domain.PublicReports;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Features.PublicReports.Feedback;

/// <summary>What reporters call not solved and ask to be opened again (没解决), oldest first.</summary>
public sealed class ListReopeningRequests(Db db)
    : ApiEndpoint<ListQuery, Results<Ok<Page<ListReopeningRequests.ReopeningRequest>>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/reopening-requests");
        Group<PublicReportsOfficeApiGroup>();
        Operation("List the public's requests to reopen", "Those that wait for a decision.");
        RequiresCapability(Capability.TicketReopen);
        ProducesProblem(400, "invalid-cursor");
    }

    /// <summary>A request to reopen.</summary>
    /// <param name="Id">The id of the public report.</param>
    /// <param name="Receipt">The receipt's number.</param>
    /// <param name="TicketId">The report's ticket.</param>
    /// <param name="TicketNumber">The ticket's number.</param>
    /// <param name="Status">The ticket's status.</param>
    /// <param name="Text">What is not solved, in the reporter's words; ****** for a confidential ticket.</param>
    /// <param name="Satisfied">Whether the reporter is satisfied all the same.</param>
    /// <param name="AskedAt">When it was asked.</param>
    /// <param name="Version">The report's version; it is the ETag, for If-Match.</param>
    public sealed record ReopeningRequest(
        Id Id, string Receipt, Id TicketId, string TicketNumber, TicketStatus Status, string? Text, bool Satisfied, Instant AskedAt,
        long Version);

    public override Task<Results<Ok<Page<ReopeningRequest>>, ProblemHttpResult>> ExecuteAsync(ListQuery query, CancellationToken ct) =>
        db.Read<Results<Ok<Page<ReopeningRequest>>, ProblemHttpResult>>(async tx =>
        {
            var scope = Actor.ScopeOf(Capability.TicketReopen);
            const string Filter = "reopening requests";
            var limit = query.Limit ?? Cursor.DefaultLimit;
            var after = Cursor.Parse(Filter, query.Cursor) is { } last && Id.TryParseExact(last, out var id) ? id : Id.None;
            var items = new List<ReopeningRequest>();
            foreach (var row in await tx.Query(List, Row.Read, new { After = after, Rows = limit + 1 }, scope))
                items.Add(await row.ToRequest(tx));
            long? count = query.Count is true ? await tx.QuerySingle<long>(CountPending, scope: scope) : null;
            return TypedResults.Ok(Cursor.CreatePage(HttpContext, Filter, limit, items, item => item.Id.ToString(), count));
        }, ct);

    sealed record Row(
        Id Id, string Receipt, Id TicketId, string TicketNumber, TicketStatus Status, bool Confidential, string? Encrypted, bool Satisfied,
        Instant ReopeningAt, long Version)
    {
        public static Row Read(Columns c) => new(
            c.Id(), c.Text(), c.Id(), c.Text(), c.Enum<TicketStatus>(), c.Flag(), c.TextOrNull(), c.Flag(), c.Instant(), c.Long());

        public async Task<ReopeningRequest> ToRequest(Tx tx)
        {
            var words = Encrypted is null ? null : (await PublicReportSecret.Decrypt(tx, Id, Encrypted)).Feedback;
            return new ReopeningRequest(
                Id, Domain.PublicReports.Receipt.Format(Receipt), TicketId, TicketNumber, Status,
                words is null ? null : new FreeText(words).MaskedIf(Confidential), Satisfied, ReopeningAt, Version);
        }
    }

    const string List = $"""
        SELECT r.id, r.receipt, r.ticket_id, t.number, t.status, t.confidential, r.encrypted, r.satisfied, r.reopening_at, r.version
          FROM public_reports r
          JOIN tickets t ON t.id = r.ticket_id
         WHERE r.reopening = 'pending' AND {TicketParties.InScope} AND r.id > @After
         ORDER BY r.id
         LIMIT @Rows
        """;

    const string CountPending = $"""
        SELECT count(*)
          FROM public_reports r
          JOIN tickets t ON t.id = r.ticket_id
         WHERE r.reopening = 'pending' AND {TicketParties.InScope}
        """;
}
