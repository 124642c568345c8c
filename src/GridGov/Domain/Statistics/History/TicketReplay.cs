using System.Text.Json;
using GridGov.Data.Journal;
using GridGov.Domain.Tickets;
using GridGov.Security;

namespace GridGov.Domain.Statistics.History;

/// <summary>
/// Replays the measured state of a ticket from its events alone, without the store and the lifecycle rules. Computed values such as
/// deadlines are in the events.
/// </summary>
/// <param name="origin">The ticket as filed.</param>
public sealed class TicketReplay(TicketSnapshot origin, Func<Instant, DateOnly> dayOf)
{
    readonly List<FormerState> former = [];
    readonly List<CheckRecord> checks = [];
    readonly List<DispatchRecord> dispatches = [];
    readonly List<ContactRecord> contacts = [];
    readonly List<TermsRecord> terms = [];
    readonly HashSet<PartyRecord> parties = [];
    TicketSnapshot now = origin;
    Instant? since;
    long version;
    Instant? contactDueAt, contactedAt;

    public TicketTimeline Replay(IReadOnlyList<JournalEvent> events)
    {
        foreach (var entry in events)
            Apply(entry);
        return new TicketTimeline
        {
            Now = now,
            Since = since,
            Former = former,
            Checks = checks,
            Dispatches = dispatches,
            Contacts = contacts,
            Terms = terms,
            Parties = parties,
            ContactDueAt = contactDueAt,
            ContactDueDay = contactDueAt is { } due ? dayOf(due) : null,
            ContactedAt = contactedAt,
        };
    }

    void Apply(JournalEvent entry)
    {
        using var details = ActionsWithDetails.Contains(entry.Action) && entry.Payload is not null
            ? JsonDocument.Parse(entry.Payload)
            : null;
        var moved = entry.ToStatus is null ? now : now with { Status = Codes<TicketStatus>.Parse(entry.ToStatus) };
        var after = ApplyDetails(moved, entry, details?.RootElement);
        after = ApplyDeadline(ApplyDecision(after, entry), entry, details?.RootElement) with { GridCode = entry.GridCode };
        if (entry.Action != "file" && after != now)
        {
            var (from, until) = (since ?? now.FiledAt, entry.At);
            // After the clock was set back, a state does not end before it began.
            if (until > from)
                former.Add(new FormerState(from, until, version, now));
            since = until > from ? until : from;
        }
        if (after.HandlerId is { } handler)
            parties.Add(new PartyRecord(handler, PartyKind.Handler));
        (now, version) = (after, Math.Max(version, entry.Version));
    }

    TicketSnapshot ApplyDetails(TicketSnapshot ticket, JournalEvent entry, JsonElement? details)
    {
        var day = Days.Of(entry.Day);
        switch (entry.Action)
        {
            case "file":
                contactDueAt = details is { } filed && filed.TryGetProperty("contactDueAt", out var due)
                    ? Instant.Of(due.GetDateTimeOffset())
                    : null;
                // A part begins at the level of its whole, where that is above its grid's.
                return details is { } part && part.TryGetProperty("level", out var level)
                    ? ticket with { HandlingLevel = level.GetInt32() }
                    : ticket;
            case "reopen" when ticket.Status == TicketStatus.Submitted:
                return ticket;
            case "accept":
                return NewRound(ticket) with { AcceptedAt = ticket.AcceptedAt ?? entry.At, AcceptedDay = ticket.AcceptedDay ?? day };
            case "reopen":
                return NewRound(ticket) with { AcceptedAt = ticket.AcceptedAt ?? entry.At, AcceptedDay = ticket.AcceptedDay ?? day };
            case "self_handle":
                return ticket with
                {
                    AcceptedAt = ticket.AcceptedAt ?? entry.At,
                    AcceptedDay = ticket.AcceptedDay ?? day,
                    HandlerId = entry.ActorId,
                    HandlerPost = PostKind.GridWorker,
                    HandlerRole = null,
                };
            case "escalate":
                return NewRound(ticket) with { HandlingLevel = ticket.HandlingLevel - 1 };
            case "dispatch":
                var dispatched = WithHandler(ticket, details);
                dispatches.Add(new DispatchRecord
                {
                    Version = entry.Version, Day = day, At = entry.At, HandlerId = dispatched.HandlerId ?? Id.None,
                    HandlerRole = dispatched.HandlerRole,
                });
                return dispatched;
            case "split":
                return (Text(details, "handler") is null ? ticket : WithHandler(ticket, details)) with { HasParts = true };
            case "reassign" or "hand_over":
                return WithHandler(ticket, details);
            case "return" or "recall":
                if (dispatches.Count > 0 && dispatches[^1] is { ReturnedAt: null } last)
                    dispatches[^1] = last with { ReturnedAt = entry.At };
                return entry.Action == "recall" ? NewRound(ticket) : WithoutHandler(ticket);
            case "reject" or "cancel" or "withdraw" or "merge":
                return WithoutHandler(ticket);
            case "pass" or "fail":
                checks.Add(new CheckRecord { Version = entry.Version, Day = day, At = entry.At, Action = entry.Action });
                return entry.Action == "pass" ? ticket with { ClosedAt = entry.At, ClosedDay = day } : ticket;
            case "amend":
                return ApplyAmendment(ticket, details!.Value);
            case "verify":
                AddParty(details, "verifier", PartyKind.Verifier);
                return ticket;
            case "summon":
                foreach (var participant in details!.Value.GetProperty("participants").EnumerateArray())
                    AddParty(participant, "person", PartyKind.Participant);
                return ticket;
            case "contact":
                ApplyContact(entry, day, details!.Value);
                return ticket;
            default:
                return ticket;
        }
    }

    void AddParty(JsonElement? details, string name, PartyKind kind)
    {
        if (IdOf(details, name) is { } person)
            parties.Add(new PartyRecord(person, kind));
    }

    TicketSnapshot ApplyAmendment(TicketSnapshot ticket, JsonElement details)
    {
        if (AmendedCodes.Hides(details))
        {
            foreach (var (i, contact) in contacts.Index().ToList())
                contacts[i] = contact with { Note = null };
        }
        ticket = AmendedCodes.Apply(ticket, details, AmendedCodes.Now);
        return Text(details, "handler") is null ? ticket : WithHandler(ticket, details);
    }

    void ApplyContact(JournalEvent entry, DateOnly day, JsonElement details)
    {
        var reached = details.GetProperty("reached").GetBoolean();
        contacts.Add(new ContactRecord
        {
            Version = entry.Version, Day = day, At = entry.At, Kind = details.GetProperty("kind").GetString()!, Reached = reached,
            Solved = Flag("solved"), Satisfied = Flag("satisfied"), ContactedBy = entry.ActorId ?? Id.None,
            Note = Text(details, "note") is var note and not FreeText.Mask ? note : null,
        });
        if (reached)
            contactedAt ??= entry.At;

        bool? Flag(string name) =>
            details.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetBoolean() : null;
    }

    static TicketSnapshot ApplyDecision(TicketSnapshot ticket, JournalEvent entry) => entry.Action switch
    {
        "reopen" when ticket.Status == TicketStatus.Submitted => ticket,
        // A part was no report of its own.
        _ when ticket.PartOf is not null => ticket,
        "reject" => ticket with { Decision = ReportDecision.Invalid, DecidedAt = entry.At, DecidedDay = Days.Of(entry.Day) },
        "accept" or "self_handle" or "note" or "reopen" when ticket.Decision != ReportDecision.Valid =>
            ticket with { Decision = ReportDecision.Valid, DecidedAt = entry.At, DecidedDay = Days.Of(entry.Day) },
        _ => ticket,
    };

    TicketSnapshot ApplyDeadline(TicketSnapshot ticket, JournalEvent entry, JsonElement? details)
    {
        if (ticket.Status is TicketStatus.Rejected or TicketStatus.Cancelled or TicketStatus.Merged or TicketStatus.Noted)
            return ticket with { ClosingDueAt = null, DueDay = null, OnTime = null };

        var establishes = entry.Action is "accept" or "self_handle" || (entry.Action == "reopen" && ticket.Status == TicketStatus.Accepted);
        var extends = entry.Action == "approve_request" && Text(details, "kind") == "extension";
        if (establishes || extends || entry.Action is "suspend" or "resume" or "move_deadline" or "amend")
            ticket = ticket with { ClosingDueAt = ClosingDeadlineOf(ticket, entry, details, establishes, extends) };
        if (ticket.ClosingDueAt is not { } due || ticket.HasParts)
            return ticket with { DueDay = null, OnTime = null };
        return ticket.Status != TicketStatus.Closed ? ticket with { DueDay = dayOf(due), OnTime = null }
            : ticket.ClosedAt <= due ? ticket with { DueDay = ticket.ClosedDay, OnTime = true }
            : ticket with { DueDay = dayOf(due), OnTime = false };
    }

    Instant? ClosingDeadlineOf(TicketSnapshot ticket, JournalEvent entry, JsonElement? details, bool establishes, bool extends)
    {
        if (details is not { } members || !members.TryGetProperty("closing", out var closing))
        {
            // The event moved only a stage deadline, or none.
            return entry.Action is "move_deadline" or "amend"
                ? ticket.ClosingDueAt
                : throw new FormatException($"'{entry.Action}' has no closing deadline");
        }
        var record = ClosingDeadlineRecord.Read(closing);
        if (establishes && record.TermsFrom(entry.At) is { } begun)
            terms.Add(new TermsRecord(entry.Version, begun));
        else if (entry.Action == "amend" && record.TermsFrom(entry.At) is { } amended && terms.Count > 0)
            terms[^1] = terms[^1] with
            {
                Terms = amended with { StartedAt = terms[^1].Terms.StartedAt, Extensions = terms[^1].Terms.Extensions },
            };
        else if (extends && terms.Count > 0)
            terms[^1] = terms[^1] with { Terms = terms[^1].Terms with { Extensions = terms[^1].Terms.Extensions + 1 } };
        return record.DueAt;
    }

    static TicketSnapshot NewRound(TicketSnapshot ticket) => WithoutHandler(ticket) with { ClosedAt = null, ClosedDay = null };

    static TicketSnapshot WithHandler(TicketSnapshot ticket, JsonElement? details) => ticket with
    {
        HandlerId = IdOf(details, "handler") ?? Id.None,
        HandlerPost = Text(details, "post") is { } post ? Codes<PostKind>.Parse(post) : null,
        HandlerRole = Text(details, "role"),
    };

    static TicketSnapshot WithoutHandler(TicketSnapshot ticket) => ticket with { HandlerId = null, HandlerPost = null, HandlerRole = null };

    static string? Text(JsonElement? details, string name) =>
        details is { } some && some.TryGetProperty(name, out var text) ? text.GetString() : null;

    static Id? IdOf(JsonElement? details, string name) => Id.TryParseExact(Text(details, name), out var id) ? id : null;

    static readonly HashSet<string> ActionsWithDetails =
        new(StringComparer.Ordinal)
        {
            "file", "accept", "self_handle", "reopen", "dispatch", "reassign", "hand_over", "suspend", "resume", "approve_request",
            "move_deadline", "contact", "verify", "summon", "amend", "split",
        };
}
