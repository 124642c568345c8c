using GridGov.Api;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Domain.Tickets;

/// <summary>The rules of when a problem was found, and of the number and deadline that another system gave it.</summary>
static class TicketOrigin
{
    /// <summary>Letters, digits and . _ - / #, so that a number is a name and never words about people.</summary>
    public static IRuleBuilderOptions<T, string?> ExternalNumber<T>(this IRuleBuilder<T, string?> rule) =>
        rule.MatchesWhole("^[0-9A-Za-z][0-9A-Za-z._/#-]{0,59}$");

    /// <summary>Refuses what was found in the future or more than a year ago.</summary>
    public static ProblemHttpResult? CheckFoundAt(Instant now, Instant? foundAt) => Check("/foundAt", foundAt, now - Year, now);

    public static ProblemHttpResult? CheckExternalDueAt(Instant now, Instant? dueAt) =>
        Check("/externalDueAt", dueAt, now - Year, now + (5 * Year));

    /// <summary>
    /// Refuses a number that another ticket of its source has, rejected and cancelled ones aside; with that ticket where the caller may
    /// read it.
    /// </summary>
    public static async Task<ProblemHttpResult?> CheckNumber(Tx tx, Actor actor, TicketSource source, string? number)
    {
        if (number is null || await tx.QuerySingle<Id?>(FindNumber, new { Number = number, Source = source }) is not { } id)
            return null;
        var readable = await tx.QuerySingle<string>(FindReadable, new { Id = id }, actor.ScopeOf(Capability.TicketRead));
        if (readable is null)
            return Problems.At("/externalNumber", "external-number-used");
        var problem = Problems.At("/externalNumber", "external-number-used", readable);
        problem.ProblemDetails.Extensions["ticketId"] = id.ToString();
        return problem;
    }

    static ProblemHttpResult? Check(string pointer, Instant? given, Instant first, Instant last) =>
        given is not { } at || (at >= first && at <= last)
            ? null
            : Problems.At(pointer, "outside-filing-period", first.ToQueryValue(), last.ToQueryValue());

    static readonly TimeSpan Year = TimeSpan.FromDays(366);

    /// <summary>Ends an INSERT of a ticket, which a concurrent filing of the same order makes write nothing.</summary>
    public const string UnlessNumberUsed = """

        ON CONFLICT (external_number, source) WHERE external_number IS NOT NULL AND status NOT IN ('rejected', 'cancelled') DO NOTHING
        """;

    const string FindNumber = """
        SELECT id FROM tickets
         WHERE external_number = @Number AND source = @Source AND status NOT IN ('rejected', 'cancelled')
        """;

    const string FindReadable = $"SELECT t.number FROM tickets t WHERE t.id = @Id AND {TicketParties.InScope}";
}
