using GridGov.Api;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Query;
using GridGov.Features.Tickets.Search;
using GridGov.Security;

namespace GridGov.Features.Tickets.Export;

/// <summary>Exports the list of tickets (导出) with its own filter, scope and mapping, so an export shows no more than the list.</summary>
static class ExportTickets
{
    public const string ContractDescription = """
        With `Accept: text/csv`, `application/vnd.openxmlformats-officedocument.spreadsheetml.sheet` or `application/geo+json` the whole
        list is streamed, without `limit`, as of the instant in the header `GridGov-Snapshot`; with `count=true` the header `GridGov-Rows`
        has the number of tickets. An export requires the capability `ticket_export` and is recorded in the audit. A cut answer does not
        end properly; `after` with the id of the last complete ticket and `until` with the snapshot continue it. An export is cut after
        half an hour, and when less than 16 KB are read per second.

        In CSV, a text that begins with `= + - @`, a tab or a line break gets an apostrophe before it. In GeoJSON, a ticket without a
        place has no geometry, and empty values are absent. Confidential tickets are masked as in the list.
        """;

    public static Results<Ok<Page<Ticket>>, TicketExport, ProblemHttpResult> CreateResult(
        ListFormat form, TicketFilter filter, ExportOptions options, Actor actor)
    {
        if (!actor.May(Capability.TicketExport))
            return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.TicketExport));
        if (FindInapplicableParameter(form, filter, options) is { } parameter)
            return Problems.At("/" + parameter, "not-in-export", parameter);
        var key = options.After ?? Cursor.Parse(filter.Fingerprint(), filter.Cursor);
        return new TicketExport(form, filter, options, key, actor);
    }

    static string? FindInapplicableParameter(ListFormat form, TicketFilter filter, ExportOptions options) =>
        (form, filter, options) switch
        {
            (_, { Limit: not null }, _) => "limit",
            (_, { Cursor: not null }, { After: not null }) => "cursor",
            // The position of a ticket in the order of deadlines or changes may be another since.
            (_, { Order: not (TicketSort.Newest or TicketSort.Oldest) }, { After: not null }) => "after",
            (not ListFormat.Csv, _, { Bom: not null }) => "bom",
            (ListFormat.GeoJson, _, { Lang: not null }) => "lang",
            _ => null,
        };

    /// <param name="key">The key of the ticket after which the export begins; null for the beginning.</param>
    public static (string Sql, TicketWhere Where) Select(
        TicketQuery query, TicketSort sort, Instant? until, string? key, Actor actor, Instant now)
    {
        var where = new TicketWhere(query, actor.ScopeOf(Capability.TicketExport), now, TicketReading.Export);
        var order = TicketOrder.For(sort, where);
        order.Limit(where);
        order.GoOn(where, key);
        if (until is { } last)
            where.And("t.filed_at <= @until", ("until", last));
        return ($"{where.Select(TicketRow.Select)} WHERE {where} ORDER BY {order.By}", where);
    }
}
