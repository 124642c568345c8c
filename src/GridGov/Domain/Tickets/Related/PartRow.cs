using GridGov.Data.Statements;

namespace GridGov.Domain.Tickets.Related;

/// <summary>A part (子单) of a ticket, for the answers about the whole and for what it waits for.</summary>
sealed record PartRow(
    Id PartOf, Id Id, string Number, string Category, string CategoryName, TicketStatus Status, Id? HandlerId, string? HandlerName)
{
    public static PartRow Read(Columns c) =>
        new(c.Id(), c.Id(), c.Text(), c.Text(), c.Text(), c.Enum<TicketStatus>(), c.IdOrNull(), c.TextOrNull());

    public Ticket.PartRef ToPart() => new(
        Id, Number, Category, CategoryName, Status, HandlerId is { } handler ? new Ticket.PersonRef(handler, HandlerName ?? "") : null);

    /// <param name="where">A condition on x.id, the whole's id.</param>
    public static string Select(string where) => $"""
        SELECT x.id, t.id, t.number, t.category, c.name_zh, t.status, t.handler_id, h.name
          FROM tickets x
          JOIN tickets t ON t.part_of = x.id
          JOIN categories c ON c.code = t.category
          LEFT JOIN people h ON h.id = t.handler_id
        {where}
         ORDER BY t.part_of, t.id
        """;
}
