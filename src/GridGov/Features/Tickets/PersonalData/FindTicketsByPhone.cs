using Dapper;
using GridGov.Api;
using GridGov.Audit;
using GridGov.Data.Statements;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Tickets;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.PersonalData;

/// <summary>What somebody reported, by their telephone number: for who answers their call. Never a GET, so that no number stands in an address or a log.</summary>
public sealed class FindTicketsByPhone(Db db) : ApiEndpoint<FindTicketsByPhone.Request, Ok<FindTicketsByPhone.Response>>
{
    public override void Configure()
    {
        Post("/search-by-phone");
        Group<TicketGroup>();
        Operation("Find tickets by a reporter's telephone number",
            "The exact number, however it is written (138 0371 0001, +86-138…), with and without an extension; the newest 200 within the grids of the posts that call reporters back. Each search leaves an entry of the audit with its purpose, and without the number. Nothing of it is kept otherwise, so an Idempotency-Key has no effect.");
        RequiresCapability(Capability.ReporterUnmask);
        ContainsSecret();
        RequestExample("""{ "phone": "138 0371 0001", "purpose": "居民来电询问办理进度" }""");
    }

    /// <summary>Whose tickets, and what for.</summary>
    /// <param name="Phone">The whole number, in any of the usual ways of writing; at most 32 characters.</param>
    /// <param name="Purpose">What for, to be read in the audit; up to 200 characters, and nothing of who reported.</param>
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

    /// <summary>What somebody reported.</summary>
    /// <param name="Items">The newest first.</param>
    /// <param name="More">Whether there are more, which are not shown.</param>
    public sealed record Response(IReadOnlyList<Ticket> Items, bool More);

    const int MaxItems = 200;

    // Alone: the audit has one end, to which one is added after the other.
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
        // A number without a digit is nobody's.
        if (hashes.Count == 0)
            return [];
        var parameters = new DynamicParameters();
        parameters.Add("rows", MaxItems + 1);
        return await tx.Query($"""
            {TicketRow.Select}
             WHERE t.id IN (SELECT r.ticket_id FROM ticket_reporters r WHERE r.phone_hash IN {InList.Of(parameters, "hash", hashes)}) AND @scope({Sql.WithoutIndex("t.grid_code")})
             ORDER BY t.id DESC
             LIMIT @rows
            """, TicketRow.Read, parameters, actor.ScopeOf(Capability.ReporterUnmask));
    }
}
