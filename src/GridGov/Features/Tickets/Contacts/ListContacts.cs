using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;

namespace GridGov.Features.Tickets.Contacts;

/// <summary>The calls to a ticket's reporter, newest first.</summary>
public sealed class ListContacts(Db db) : ApiEndpoint<ById, Results<Ok<ListContacts.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/contacts");
        Group<TicketGroup>();
        Operation("List the calls to a ticket's reporter",
            "The newest 200, with the deadline of the first contact. The reporters are at `GET /v1/tickets/{id}/reporters`.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The calls to a ticket's reporter.</summary>
    /// <param name="Items">The calls, newest first.</param>
    /// <param name="DueAt">The time by which the reporter must be contacted; null when no reporter left a telephone number.</param>
    /// <param name="ContactedAt">The time at which a reporter was first reached; null until then.</param>
    /// <param name="TicketVersion">The ticket's version, to send as If-Match; it is the ETag.</param>
    public sealed record Response(IReadOnlyList<TicketContact> Items, Instant? DueAt, Instant? ContactedAt, long TicketVersion) : IVersioned
    {
        long IVersioned.Version => TicketVersion;
    }

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, request.Id) is not { Row.Version: var version } ticket)
                return TypedResults.NotFound();
            var metrics = await TicketMetrics.Load(tx, request.Id);
            var rows = await tx.Query<Row>(List, new { Id = request.Id });
            return TypedResults.Ok(new Response(
                rows.ConvertAll(row => row.ToContact(ticket.Masked, version)), metrics.ContactDueAt, metrics.ContactedAt, version));
        }, ct);

    sealed record Row
    {
        public required ContactKind Kind { get; init; }
        public required bool Reached { get; init; }
        public bool? Solved { get; init; }
        public bool? Satisfied { get; init; }
        public FreeText? Note { get; init; }
        public required Instant At { get; init; }
        public required Id ContactedBy { get; init; }
        public required string ContactedByName { get; init; }

        public TicketContact ToContact(bool masked, long ticketVersion) => new(
            Kind, Reached, Solved, Satisfied, Note?.MaskedIf(masked), At,
            new Ticket.PersonRef(ContactedBy, ContactedByName), ticketVersion);
    }

    const string List = """
        SELECT x.kind, x.reached, x.solved, x.satisfied, x.note, x.at, x.contacted_by, p.name AS contacted_by_name
          FROM ticket_contacts x
          JOIN people p ON p.id = x.contacted_by
         WHERE x.ticket_id = @Id
         ORDER BY x.version DESC
         LIMIT 200
        """;
}
