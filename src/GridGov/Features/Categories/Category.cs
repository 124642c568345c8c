using GridGov.Api;
using GridGov.Domain;

namespace GridGov.Features.Categories;

/// <summary>A category of tickets (类别), as every operation on categories answers it.</summary>
/// <param name="Code">2 digits, or 4 that begin with the parent's. Tickets are filed under the latter.</param>
/// <param name="Parent">Code of the category of the first level; null when this is one.</param>
/// <param name="NameZh">Its Chinese name.</param>
/// <param name="NameEn">Its English name.</param>
/// <param name="Kind">Event, component or condition.</param>
/// <param name="Programme">The programme that its tickets count for.</param>
/// <param name="Role">The service role in charge of its tickets.</param>
/// <param name="Urgency">How fast its tickets' clocks run, unless the filer says otherwise.</param>
/// <param name="Limits">The time limits of its tickets.</param>
/// <param name="EscalateWhenRed">Whether a ticket of it that is overdue goes one level up by itself.</param>
/// <param name="Confidential">Whether tickets that are filed under it are confidential (涉密): encrypted, and masked unless unmasked with a purpose.</param>
/// <param name="RetiredAt">When it was retired; null while tickets can be filed under it.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Category(
    string Code, string? Parent, string NameZh, string NameEn, TicketKind Kind, Programme Programme, string Role,
    Urgency Urgency, Category.TimeLimits Limits, bool EscalateWhenRed, bool Confidential, Instant? RetiredAt, long Version) : ICacheableVersion
{
    /// <summary>Time limits, each a number and its clock (urgent_hours, working_hours, working_days, natural_days), such as "4 working_hours".</summary>
    /// <param name="Accept">From filing to the decision.</param>
    /// <param name="Dispatch">From there to the dispatch.</param>
    /// <param name="Handle">From there to the report that it is done.</param>
    /// <param name="Check">From there to the check.</param>
    /// <param name="Contact">From filing to the first word to the reporter.</param>
    /// <param name="UrgentContact">The same for urgent tickets.</param>
    public sealed record TimeLimits(string Accept, string Dispatch, string Handle, string Check, string Contact, string UrgentContact);
}
