using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Features.Tickets.Search;
using GridGov.Security;

namespace GridGov.Features.Tickets.Export;

/// <summary>
/// The list of tickets as a file (导出): all of it as of one instant, however many there are. It is the list's own filter,
/// scope and mapping, so nobody gets a ticket, or a word of one, that the list would not show them.
/// </summary>
static class ExportTickets
{
    /// <summary>What the list says of it in the contract.</summary>
    public const string ContractDescription = """
        With `Accept: text/csv`, `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet` or `application/geo+json` the whole list is streamed, without `limit`, as of
        one instant, which the header `GridGov-Snapshot` says; with `count=true` the header `GridGov-Rows` says first how many tickets come. It needs the capability `ticket_export` and is written down in the audit.
        An answer that was cut is not ended properly; `after` with the id of the last whole ticket that arrived, and `until` with the snapshot, give the rest. It is cut after half an hour, and
        when less than 16 KB of it are taken a second.

        In CSV, text that begins with `= + - @`, a tab or a line break gets an apostrophe before it. In GeoJSON, a ticket without a place has no geometry, and what a ticket does not have is absent. Confidential tickets are masked as they are in the list.
        """;

    public static Results<Ok<Page<Ticket>>, TicketExport, ProblemHttpResult> CreateResult(ListFormat form, TicketFilter filter, ExportOptions options, Actor actor)
    {
        if (!actor.May(Capability.TicketExport))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.TicketExport));
        if (FindInapplicableParameter(form, filter, options) is { } parameter)
            return Problems.At("/" + parameter, "not-in-export", parameter);
        var key = options.After ?? Cursor.Parse(filter.Fingerprint(), filter.Cursor);
        return new TicketExport(form, filter, options, key, actor);
    }

    /// <summary>A parameter that has no meaning in this export.</summary>
    static string? FindInapplicableParameter(ListFormat form, TicketFilter filter, ExportOptions options) => (form, filter, options) switch
    {
        (_, { Limit: not null }, _) => "limit",
        (_, { Cursor: not null }, { After: not null }) => "cursor",
        // Where it stood in that order may have changed since.
        (_, { Order: TicketSort.Due }, { After: not null }) => "after",
        (not ListFormat.Csv, _, { Bom: not null }) => "bom",
        (ListFormat.GeoJson, _, { Lang: not null }) => "lang",
        _ => null,
    };

    /// <summary>The statement for the tickets, in their order, and what it selects.</summary>
    /// <param name="key">Behind which ticket they begin.</param>
    public static (string Sql, TicketWhere Where) Select(
        TicketQuery query, TicketSort sort, Instant? until, string? key, Actor actor, Instant now)
    {
        var where = new TicketWhere(query, actor.ScopeOf(Capability.TicketExport), now, TicketReading.Export);
        var order = TicketOrder.For(sort, where.Scope);
        order.Limit(where);
        order.GoOn(where, key);
        if (until is { } last)
            where.And("t.filed_at <= @until", ("until", last));
        return ($"{TicketRow.Select} WHERE {where} ORDER BY {order.By}", where);
    }
}
