using Dapper;
using GridGov.Api;
using GridGov.Audit;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>
/// Finds a reporter's tickets by telephone number, for answering a call. It is a POST, so that no number is in an address or a log.
/// </summary>
public sealed class FindTicketsByPhone(Db db) : ApiEndpoint<FindTicketsByPhone.Request, Ok<FindTicketsByPhone.Response>>
{
    public override void Configure()
    {
        Post("/search-by-phone");
        Group<TicketGroup>();
        Operation("Find tickets by a reporter's telephone number",
            "Finds the exact number in any notation (138 0371 0001, +86-138…), with and without an extension. The answer has the newest " +
            "200 tickets in the grids of the posts that call reporters back. Each search leaves an audit entry with its purpose and " +
            "without the number. Nothing else is stored, so an Idempotency-Key has no effect.");
        RequiresCapability(Capability.ReporterUnmask);
        ContainsSecret();
        RequestExample("""{ "phone": "138 0371 0001", "purpose": "居民来电询问办理进度" }""");
    }

    /// <summary>The telephone number, and the purpose of the search.</summary>
    /// <param name="Phone">The whole number in any usual notation; at most 32 characters.</param>
    /// <param name="Purpose">The purpose for the audit, 1 to 200 characters; it must not contain data of the reporter.</param>
    public sealed record Request(string Phone, string Purpose)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Phone).NotEmpty().Phone();
                RuleFor(r => r.Purpose).Text(200);
            }
        }
    }

    /// <summary>The tickets of a reporter.</summary>
    /// <param name="Items">The tickets, newest first.</param>
    /// <param name="More">Whether there are more tickets, which are not shown.</param>
    public sealed record Response(IReadOnlyList<Ticket> Items, bool More);

    const int MaxItems = 200;

    // An exclusive write, because audit entries form one chain.
    public override Task<Ok<Response>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write(async tx =>
        {
            var rows = await List(tx, Actor, await EncryptedReporter.HashesOf(tx, request.Phone));
            await AuditLog.Append(tx, new AuditEntry(AuditKind.Unmasking, "find_by_phone", Actor.Grid)
            {
                Details = new { request.Purpose, Found = Math.Min(rows.Count, MaxItems) },
            });
            var items = await TicketView.Load(tx, [.. rows.Take(MaxItems)]);
            return TypedResults.Ok(new Response(items.ConvertAll(ticket => ticket.ToTicket()), rows.Count > MaxItems));
        }, ct);

    static async Task<List<TicketRow>> List(Tx tx, Actor actor, IReadOnlyList<string> hashes)
    {
        // A number without digits belongs to nobody.
        if (hashes.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        parameters.Add("rows", MaxItems + 1);
        var hashList = InList.Of(parameters, "hash", hashes);
        return await tx.Query($"""
            {TicketRow.Select}
             WHERE t.id IN (SELECT r.ticket_id FROM ticket_reporters r WHERE r.phone_hash IN {hashList})
               AND {TicketParties.InScopeOf(Sql.WithoutIndex("t.grid_code"))}
             ORDER BY t.id DESC
             LIMIT @rows
            """, TicketRow.Read, parameters, actor.ScopeOf(Capability.ReporterUnmask));
    }
}
