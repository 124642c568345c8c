using System.Text.Json;
using GridGov.Data.Journal;
using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;
using GridGov.Domain.Tickets;
using GridGov.Domain.Verification;

namespace GridGov.Domain.Statistics.History;

/// <summary>A stored ticket with its events, for comparison.</summary>
sealed record StoredHistory(
    Id Id, TicketChainVerifier.Head Head, TicketTimeline Stored, TicketImages Images, IReadOnlyList<JournalEvent> Events)
{
    TicketSnapshot Origin => AmendedCodes.BeforeAll(Events, Stored.Now) with
    {
        Status = TicketStatus.Submitted,
        HandlingLevel = GridCode.Level(Events.Count > 0 ? Events[0].GridCode : Stored.Now.GridCode),
        HandlerId = null,
        HandlerPost = null,
        HandlerRole = null,
        AcceptedDay = null,
        AcceptedAt = null,
        ClosedDay = null,
        ClosedAt = null,
        ClosingDueAt = null,
        DueDay = null,
        OnTime = null,
        Decision = null,
        DecidedDay = null,
        DecidedAt = null,
        HasParts = false,
    };

    public ReplayedHistory Replay(Func<Instant, DateOnly> dayOf)
    {
        if (Events is not [{ Action: "file" }, ..])
            return new ReplayedHistory(null, "its events do not begin with its filing");
        try
        {
            return new ReplayedHistory(new TicketReplay(Origin, dayOf).Replay(Events), null);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException
            or KeyNotFoundException or ArgumentException)
        {
            // Falsified events may have any content.
            return new ReplayedHistory(null, $"its events cannot be read: {e.Message}");
        }
    }

    /// <summary>The next tickets by id, with all their data.</summary>
    public static async Task<List<StoredHistory>> Load(Tx tx, Id after, Id upTo, int rows)
    {
        var bounds = new { After = after, UpTo = upTo, Rows = rows };
        var tickets = await tx.Query<TicketRow>(ListTickets, bounds);
        if (tickets.Count == 0)
            return [];
        // The same rows in the same order and snapshot, so the columns need not be listed twice.
        var present = await tx.Query<TicketSnapshot>(ListPresent, bounds);
        var these = new
        {
            First = tickets[0].Id, Last = tickets[^1].Id,
            FirstSubject = tickets[0].Id.ToString(), LastSubject = tickets[^1].Id.ToString(),
        };
        var former = (await tx.Query<FormerRow>(ListFormer, these))
            .Zip(await tx.Query<TicketSnapshot>(ListFormerStates, these))
            .ToLookup(pair => pair.First.TicketId,
                pair => new FormerState(pair.First.FromAt, pair.First.UntilAt, pair.First.Version, pair.Second));
        var checks = (await tx.Query(ListChecks, ReadCheck, these)).ToLookup(row => row.Ticket, row => row.Row);
        var dispatches = (await tx.Query(ListDispatches, ReadDispatch, these)).ToLookup(row => row.Ticket, row => row.Row);
        var contacts = (await tx.Query(ListContacts, ReadContact, these)).ToLookup(row => row.Ticket, row => row.Row);
        var terms = (await tx.Query(ListTerms, ReadTerms, these)).ToLookup(row => row.Ticket, row => row.Row);
        var parties = (await tx.Query(ListParties, c => (Ticket: c.Id(), Row: new PartyRecord(c.Id(), c.Enum<PartyKind>())), these))
            .ToLookup(row => row.Ticket, row => row.Row);
        var events = (await tx.Query<JournalEvent>(ListEvents, these)).ToLookup(row => row.Subject, StringComparer.Ordinal);
        var images = await TicketImages.Load(tx, tickets[0].Id, tickets[^1].Id);
        return [.. tickets.Zip(present, (ticket, now) => new StoredHistory(ticket.Id, ticket.ToHead(), new TicketTimeline
        {
            Now = now,
            Since = ticket.StateSince,
            Former = [.. former[ticket.Id]],
            Checks = [.. checks[ticket.Id]],
            Dispatches = [.. dispatches[ticket.Id]],
            Contacts = [.. contacts[ticket.Id]],
            Terms = [.. terms[ticket.Id]],
            Parties = [.. parties[ticket.Id]],
            ContactDueAt = ticket.ContactDueAt,
            ContactDueDay = ticket.ContactDueDay,
            ContactedAt = ticket.ContactedAt,
        }, images[ticket.Id], [.. events[ticket.Id.ToString()]]))];
    }

    sealed record TicketRow
    {
        public required Id Id { get; init; }
        public required string Number { get; init; }
        public required long EventCount { get; init; }
        public string? HeadHash { get; init; }
        public Instant? StateSince { get; init; }
        public Instant? ContactDueAt { get; init; }
        public DateOnly? ContactDueDay { get; init; }
        public Instant? ContactedAt { get; init; }

        public TicketChainVerifier.Head ToHead() => new() { Id = Id, Number = Number, EventCount = EventCount, HeadHash = HeadHash };
    }

    sealed record FormerRow
    {
        public required Id TicketId { get; init; }
        public required Instant FromAt { get; init; }
        public required Instant UntilAt { get; init; }
        public required long Version { get; init; }
    }

    static (Id Ticket, CheckRecord Row) ReadCheck(Columns columns) => (columns.Id(), new CheckRecord
    {
        Version = columns.Long(), Day = columns.Day(), At = columns.Instant(), Action = columns.Text(),
    });

    static (Id Ticket, DispatchRecord Row) ReadDispatch(Columns columns) => (columns.Id(), new DispatchRecord
    {
        Version = columns.Long(), Day = columns.Day(), At = columns.Instant(), HandlerId = columns.Id(), HandlerRole = columns.TextOrNull(),
        ReturnedAt = columns.InstantOrNull(),
    });

    static (Id Ticket, ContactRecord Row) ReadContact(Columns columns) => (columns.Id(), new ContactRecord
    {
        Version = columns.Long(), Day = columns.Day(), At = columns.Instant(), Kind = columns.Text(), Reached = columns.Flag(),
        Solved = columns.FlagOrNull(), Satisfied = columns.FlagOrNull(), ContactedBy = columns.Id(), Note = columns.TextOrNull(),
    });

    static (Id Ticket, TermsRecord Row) ReadTerms(Columns columns) => (columns.Id(), new TermsRecord(columns.Long(), new ClosingTerms
    {
        StartedAt = columns.Instant(), DispatchLimit = columns.TextOrNull(), HandleLimit = columns.Text(), CheckLimit = columns.Text(),
        Extensions = columns.Int(),
    }));

    const string Portion = "FROM tickets WHERE id > @After AND id <= @UpTo ORDER BY id LIMIT @Rows";

    const string ListTickets =
        $"SELECT id, number, event_count, head_hash, state_since, contact_due_at, contact_due_day, contacted_at {Portion}";

    const string ListPresent = $"SELECT {TicketSnapshot.Columns} {Portion}";

    const string OfTickets = "WHERE ticket_id >= @First AND ticket_id <= @Last ORDER BY ticket_id";

    const string ListFormer = $"SELECT ticket_id, from_at, until_at, version FROM ticket_history {OfTickets}, from_at, version";

    const string ListFormerStates = $"SELECT {TicketSnapshot.Columns} FROM ticket_history {OfTickets}, from_at, version";

    const string ListChecks = $"SELECT ticket_id, version, day, at, action FROM ticket_checks {OfTickets}, version";

    const string ListDispatches =
        $"SELECT ticket_id, version, day, at, handler_id, handler_role, returned_at FROM ticket_dispatches {OfTickets}, version";

    // The notes of a confidential ticket are not in its readable details, nor are those from before an amendment that revealed it.
    const string ListContacts = """
        SELECT c.ticket_id, c.version, c.day, c.at, c.kind, c.reached, c.solved, c.satisfied, c.contacted_by,
               CASE WHEN t.confidential = 0 AND c.note <> '******' THEN c.note END AS note
          FROM ticket_contacts c
          JOIN tickets t ON t.id = c.ticket_id
         WHERE c.ticket_id >= @First AND c.ticket_id <= @Last
         ORDER BY c.ticket_id, c.version
        """;

    const string ListTerms = $"""
        SELECT ticket_id, version, started_at, dispatch_limit, handle_limit, check_limit, extensions
          FROM ticket_closing_limits {OfTickets}, version
        """;

    const string ListParties = $"SELECT ticket_id, person_id, kind FROM ticket_parties {OfTickets}, person_id, kind";

    // Text forms of ids sort like the ids.
    const string ListEvents = """
        SELECT seq, at, day, subject_kind, subject, grid_code, action, actor_id, post, from_status, to_status, reason, payload, version,
               position, hash
          FROM journal
         WHERE subject >= @FirstSubject AND subject <= @LastSubject AND subject_kind = 'ticket'
         ORDER BY subject, seq
        """;
}

/// <summary>The result of replaying a ticket's events; the timeline is null when they cannot be read, and <c>Fault</c> says why.</summary>
sealed record ReplayedHistory(TicketTimeline? Timeline, string? Fault);
