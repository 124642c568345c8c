using System.Text.Json;
using GridGov.Data.Journal;
using GridGov.Security;

namespace GridGov.Domain.Statistics.History;

/// <summary>
/// Tells from a ticket's events alone what measures look at of it, now and before: pure, without a store and without the
/// rules by which the acts themselves were written. What was worked out at an act (a deadline) its event says.
/// </summary>
/// <param name="origin">What it was filed as: category, programme, role, urgency and the like never change.</param>
/// <param name="dayOf">The local day of an instant.</param>
public sealed class TicketReplay(TicketSnapshot origin, Func<Instant, DateOnly> dayOf)
{
    readonly List<FormerState> former = [];
    readonly List<CheckRecord> checks = [];
    readonly List<DispatchRecord> dispatches = [];
    readonly List<ContactRecord> contacts = [];
    readonly List<TermsRecord> terms = [];
    TicketSnapshot now = origin;
    Instant? since;
    long version;
    Instant? contactDueAt, contactedAt;

    /// <param name="events">Of this ticket, in their order.</param>
    public TicketTimeline Replay(IReadOnlyList<JournalEvent> events)
    {
        foreach (var what in events)
            Apply(what);
        return new TicketTimeline
        {
            Now = now,
            Since = since,
            Former = former,
            Checks = checks,
            Dispatches = dispatches,
            Contacts = contacts,
            Terms = terms,
            ContactDueAt = contactDueAt,
            ContactDueDay = contactDueAt is { } due ? dayOf(due) : null,
            ContactedAt = contactedAt,
        };
    }

    void Apply(JournalEvent what)
    {
        using var details = ActionsWithDetails.Contains(what.Action) && what.Payload is not null ? JsonDocument.Parse(what.Payload) : null;
        var after = ApplyDetails(what.ToStatus is null ? now : now with { Status = Codes<TicketStatus>.Parse(what.ToStatus) }, what, details?.RootElement);
        after = ApplyDeadline(ApplyDecision(after, what), what, details?.RootElement) with { GridCode = what.GridCode };
        if (what.Action != "file" && after != now)
        {
            var (from, until) = (since ?? now.FiledAt, what.At);
            // A clock that was put back makes no state end before it began.
            if (until > from)
                former.Add(new FormerState(from, until, version, now));
            since = until > from ? until : from;
        }
        (now, version) = (after, Math.Max(version, what.Version));
    }

    TicketSnapshot ApplyDetails(TicketSnapshot ticket, JournalEvent what, JsonElement? details)
    {
        var day = Days.Of(what.Day);
        switch (what.Action)
        {
            case "file":
                contactDueAt = details is { } filed && filed.TryGetProperty("contactDueAt", out var due) ? Instant.Of(due.GetDateTimeOffset()) : null;
                return ticket;
            case "accept":
                return NewRound(ticket) with { AcceptedAt = ticket.AcceptedAt ?? what.At, AcceptedDay = ticket.AcceptedDay ?? day };
            case "reopen":
                return NewRound(ticket) with { AcceptedAt = ticket.AcceptedAt ?? what.At, AcceptedDay = ticket.AcceptedDay ?? day };
            case "self_handle":
                return ticket with
                {
                    AcceptedAt = ticket.AcceptedAt ?? what.At,
                    AcceptedDay = ticket.AcceptedDay ?? day,
                    HandlerId = what.ActorId,
                    HandlerPost = PostKind.GridWorker,
                    HandlerRole = null,
                };
            case "escalate":
                return NewRound(ticket) with { HandlingLevel = ticket.HandlingLevel - 1 };
            case "dispatch":
                var (handler, role) = (IdOf(details, "handler") ?? Id.None, Text(details, "role"));
                dispatches.Add(new DispatchRecord { Version = what.Version, Day = day, At = what.At, HandlerId = handler, HandlerRole = role });
                return ticket with { HandlerId = handler, HandlerPost = Text(details, "post") is { } post ? Codes<PostKind>.Parse(post) : null, HandlerRole = role };
            case "return":
                if (dispatches.Count > 0 && dispatches[^1] is { ReturnedAt: null } last && last.HandlerId == ticket.HandlerId)
                    dispatches[^1] = last with { ReturnedAt = what.At };
                return WithoutHandler(ticket);
            case "reject" or "cancel" or "merge":
                return WithoutHandler(ticket);
            case "pass" or "fail":
                checks.Add(new CheckRecord { Version = what.Version, Day = day, At = what.At, Action = what.Action });
                return what.Action == "pass" ? ticket with { ClosedAt = what.At, ClosedDay = day } : ticket;
            case "contact":
                ApplyContact(what, day, details!.Value);
                return ticket;
            default:
                return ticket;
        }
    }

    void ApplyContact(JournalEvent what, DateOnly day, JsonElement details)
    {
        var reached = details.GetProperty("reached").GetBoolean();
        contacts.Add(new ContactRecord
        {
            Version = what.Version, Day = day, At = what.At, Kind = details.GetProperty("kind").GetString()!, Reached = reached,
            Solved = Flag("solved"), Satisfied = Flag("satisfied"), ContactedBy = what.ActorId ?? Id.None,
        });
        if (reached)
            contactedAt ??= what.At;

        bool? Flag(string name) => details.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetBoolean() : null;
    }

    static TicketSnapshot ApplyDecision(TicketSnapshot ticket, JournalEvent what) => what.Action switch
    {
        "reject" => ticket with { Decision = ReportDecision.Invalid, DecidedAt = what.At, DecidedDay = Days.Of(what.Day) },
        "accept" or "self_handle" or "note" or "reopen" when ticket.Decision != ReportDecision.Valid =>
            ticket with { Decision = ReportDecision.Valid, DecidedAt = what.At, DecidedDay = Days.Of(what.Day) },
        _ => ticket,
    };

    TicketSnapshot ApplyDeadline(TicketSnapshot ticket, JournalEvent what, JsonElement? details)
    {
        if (ticket.Status is TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted)
            return ticket with { ClosingDueAt = null, DueDay = null, OnTime = null };

        var establishes = what.Action is "accept" or "self_handle" or "reopen";
        var extends = what.Action == "approve_request" && Text(details, "kind") == "extension";
        if (establishes || extends || what.Action is "suspend" or "resume" or "move_deadline")
            ticket = ticket with { ClosingDueAt = ClosingDeadlineOf(ticket, what, details, establishes, extends) };
        if (ticket.ClosingDueAt is not { } due)
            return ticket with { DueDay = null, OnTime = null };
        return ticket.Status != TicketStatus.Closed ? ticket with { DueDay = dayOf(due), OnTime = null }
            : ticket.ClosedAt <= due ? ticket with { DueDay = ticket.ClosedDay, OnTime = true }
            : ticket with { DueDay = dayOf(due), OnTime = false };
    }

    /// <summary>The closing deadline after an event that sets or moves it.</summary>
    Instant? ClosingDeadlineOf(TicketSnapshot ticket, JournalEvent what, JsonElement? details, bool establishes, bool extends)
    {
        if (details is not { } says || !says.TryGetProperty("closing", out var closing))
        {
            // An event says of another clock that it was moved, and nothing of this one: it stayed.
            return what.Action == "move_deadline" ? ticket.ClosingDueAt : throw new FormatException($"'{what.Action}' does not say the closing deadline");
        }
        var said = ClosingDeadlineRecord.Read(closing);
        if (establishes && said.TermsFrom(what.At) is { } begun)
            terms.Add(new TermsRecord(what.Version, begun));
        else if (extends && terms.Count > 0)
            terms[^1] = terms[^1] with { Terms = terms[^1].Terms with { Extensions = terms[^1].Terms.Extensions + 1 } };
        return said.DueAt;
    }

    static TicketSnapshot NewRound(TicketSnapshot ticket) => WithoutHandler(ticket) with { ClosedAt = null, ClosedDay = null };

    static TicketSnapshot WithoutHandler(TicketSnapshot ticket) => ticket with { HandlerId = null, HandlerPost = null, HandlerRole = null };

    static string? Text(JsonElement? details, string name) =>
        details is { } some && some.TryGetProperty(name, out var text) ? text.GetString() : null;

    static Id? IdOf(JsonElement? details, string name) => Id.TryParseExact(Text(details, name), out var id) ? id : null;

    /// <summary>Of these the details are looked at.</summary>
    static readonly HashSet<string> ActionsWithDetails =
        new(StringComparer.Ordinal) { "file", "accept", "self_handle", "reopen", "dispatch", "suspend", "resume", "approve_request", "move_deadline", "contact" };
}
