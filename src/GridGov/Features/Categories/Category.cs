using GridGov.Api;
using GridGov.Domain;

namespace GridGov.Features.Categories;

/// <summary>A category of tickets (类别).</summary>
/// <param name="Code">The code: 2 digits, or 4 digits that begin with the parent's code. Tickets are filed under 4 digits.</param>
/// <param name="Parent">The code of the parent category; null for a category of the first level.</param>
/// <param name="NameZh">The Chinese name.</param>
/// <param name="NameEn">The English name.</param>
/// <param name="Kind">The kind of its tickets: event, component or condition.</param>
/// <param name="Programme">The programme for which its tickets count.</param>
/// <param name="Role">The code of the service role in charge of its tickets.</param>
/// <param name="Urgency">The urgency of its tickets, unless a ticket is filed with another; it decides the limits.</param>
/// <param name="Limits">The time limits of its tickets.</param>
/// <param name="EscalateWhenRed">Whether an overdue ticket is escalated one level up automatically.</param>
/// <param name="Confidential">
/// Whether its tickets are confidential (涉密): encrypted, and masked unless unmasked for a stated purpose.
/// </param>
/// <param name="RequiresAfterPhoto">Whether its tickets are resolved only with a photo of afterwards (处置后照片).</param>
/// <param name="FilingCriteria">When a ticket of the category is established (立案条件).</param>
/// <param name="ClosingCriteria">When it is closed (结案条件).</param>
/// <param name="Basis">The laws and notices that it rests on (依据).</param>
/// <param name="Public">Whether the public may report under it without an account.</param>
/// <param name="PlainZh">How people call its problems in Chinese, words with commas between; null when nobody has said.</param>
/// <param name="PlainEn">How people call its problems in English, words with commas between; null when nobody has said.</param>
/// <param name="Successor">The code that it was moved to; null unless it was retired by a move.</param>
/// <param name="RetiredAt">The time at which it was retired; null while tickets can be filed under it.</param>
/// <param name="Version">Grows by 1 with every change; it is the ETag.</param>
public sealed record Category(
    string Code, string? Parent, string NameZh, string NameEn, TicketKind Kind, Programme Programme, string Role,
    Urgency Urgency, Category.TimeLimits Limits, bool EscalateWhenRed, bool Confidential, bool RequiresAfterPhoto,
    string? FilingCriteria, string? ClosingCriteria, string? Basis, bool Public, string? PlainZh, string? PlainEn, string? Successor,
    Instant? RetiredAt, long Version) : ICacheableVersion
{
    /// <summary>
    /// Time limits, each a number and a unit (urgent_hours, working_hours, working_days, natural_days), such as "4 working_hours".
    /// </summary>
    /// <param name="Accept">The limit from filing to the decision on acceptance.</param>
    /// <param name="Dispatch">The limit from acceptance to dispatch.</param>
    /// <param name="Handle">The limit from dispatch to the report that the work is done.</param>
    /// <param name="Check">The limit from that report to its check.</param>
    /// <param name="Contact">The limit from filing to the first contact with the reporter.</param>
    /// <param name="UrgentContact">The limit from filing an urgent ticket to the first contact with the reporter.</param>
    public sealed record TimeLimits(string Accept, string Dispatch, string Handle, string Check, string Contact, string UrgentContact);
}
