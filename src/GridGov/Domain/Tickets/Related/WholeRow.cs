using GridGov.Data.Statements;

namespace GridGov.Domain.Tickets.Related;

/// <summary>The whole that a ticket is a part of.</summary>
sealed record WholeRow(Id Id, string Number, TicketStatus Status, bool Confidential)
{
    public static WholeRow Read(Columns c) => new(c.Id(), c.Text(), c.Enum<TicketStatus>(), c.Flag());

    public const string Select = "SELECT x.id, x.number, x.status, x.confidential FROM tickets x";
}
