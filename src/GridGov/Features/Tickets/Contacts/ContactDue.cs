using GridGov.Platform.Data;
using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>Until when a reporter is to hear from the office (响应时限). Nobody can call who left no telephone number.</summary>
static class ContactDue
{
    /// <summary>What the filing's event says of it.</summary>
    public const string InPayload = "contactDueAt";

    /// <param name="filed">A ticket that is filed now.</param>
    /// <returns>Null when there is nobody to call.</returns>
    public static async Task<Instant?> Of(Tx tx, TicketRow filed, string? phone)
    {
        if (phone is null)
            return null;
        var limits = (await tx.One<LimitsRow>(FindLimits, new { filed.Category }))!;
        var urgency = Codes<Urgency>.Read(filed.Urgency);
        var limit = urgency == Urgency.Urgent ? Limit.Read(limits.UrgentContactLimit) : Limit.Read(limits.ContactLimit).For(urgency);
        return new StageClock(limit, tx.Now).DeadlineIn(await WorkingCalendars.Of(tx, filed.GridCode))!.Value.DueAt;
    }

    public static Task Write(Tx tx, Id ticket, Instant due) => tx.Run(Set, new { Id = ticket, Due = due, Day = tx.DayOf(due) });

    sealed record LimitsRow
    {
        public required string ContactLimit { get; init; }
        public required string UrgentContactLimit { get; init; }
    }

    const string FindLimits = "SELECT contact_limit, urgent_contact_limit FROM categories WHERE code = @Category";

    const string Set = "UPDATE tickets SET contact_due_at = @Due, contact_due_day = @Day WHERE id = @Id";
}
