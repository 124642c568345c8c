using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Tickets;

namespace GridGov.Domain.Statistics.History;

/// <summary>The measured data of a ticket at every instant, as stored or as replayed from its events; both must be equal.</summary>
public sealed record TicketTimeline
{
    public required TicketSnapshot Now { get; init; }

    /// <summary>The start of the current state; null: since filing.</summary>
    public Instant? Since { get; init; }
    public required IReadOnlyList<FormerState> Former { get; init; }
    public required IReadOnlyList<CheckRecord> Checks { get; init; }
    public required IReadOnlyList<DispatchRecord> Dispatches { get; init; }
    public required IReadOnlyList<ContactRecord> Contacts { get; init; }
    public required IReadOnlyList<TermsRecord> Terms { get; init; }
    public required IReadOnlyCollection<PartyRecord> Parties { get; init; }
    public Instant? ContactDueAt { get; init; }
    public DateOnly? ContactDueDay { get; init; }
    public Instant? ContactedAt { get; init; }

    public IEnumerable<CounterDelta> CountedDeltas()
    {
        var counterKeys = Now.ToCounterKeys() with { ContactDueDay = ContactDueDay, ContactedInTime = ContactedAt <= ContactDueAt };
        return CounterKeys.ForTransition(before: null, counterKeys)
            .Concat(Checks.SelectMany(check => counterKeys.ForCheck(check.Day, check.Action == "pass")))
            .Concat(Dispatches.SelectMany(dispatch => counterKeys.ForDispatch(dispatch.Day)))
            .Concat(Dispatches.Where(dispatch => dispatch.ReturnedAt is not null)
                .SelectMany(dispatch => counterKeys.ForReturnedDispatch(dispatch.Day)))
            .Concat(Contacts.SelectMany(contact => contact is { Solved: { } solved, Satisfied: { } satisfied }
                ? counterKeys.ForCallBack(contact.Day, solved, satisfied)
                : []));
    }

    public static IEnumerable<string> Differences(TicketTimeline stored, TicketTimeline replayed)
    {
        foreach (var difference in TicketSnapshot.Differences(stored.Now, replayed.Now))
            yield return difference;
        if (stored.Since != replayed.Since)
            yield return $"state_since is {Format(stored.Since)}, but its events give {Format(replayed.Since)}";
        if ((stored.ContactDueAt, stored.ContactDueDay) != (replayed.ContactDueAt, replayed.ContactDueDay))
            yield return $"contact_due_at is {Format(stored.ContactDueAt)}, but its events give {Format(replayed.ContactDueAt)}";
        if (stored.ContactedAt != replayed.ContactedAt)
            yield return $"contacted_at is {Format(stored.ContactedAt)}, but its events give {Format(replayed.ContactedAt)}";
        foreach (var difference in Rows("former states", stored.Former, replayed.Former, state => state.FromAt.Milliseconds)
            .Concat(Rows("checks", stored.Checks, replayed.Checks, check => check.Version))
            .Concat(Rows("dispatches", stored.Dispatches, replayed.Dispatches, dispatch => dispatch.Version))
            .Concat(Rows("contacts", stored.Contacts, replayed.Contacts, contact => contact.Version))
            .Concat(Rows("limits of its closing", stored.Terms, replayed.Terms, terms => terms.Version)))
            yield return difference;
        foreach (var party in replayed.Parties.Except(stored.Parties))
            yield return $"parties: {party} is missing";
        foreach (var party in stored.Parties.Except(replayed.Parties))
            yield return $"parties: {party} is stored, but its events do not give it";
    }

    static IEnumerable<string> Rows<T>(string title, IReadOnlyList<T> stored, IReadOnlyList<T> replayed, Func<T, long> keyOf)
        where T : class
    {
        var remaining = stored.ToDictionary(keyOf);
        foreach (var row in replayed)
        {
            if (!remaining.Remove(keyOf(row), out var other))
                yield return $"{title}: {row} is missing";
            else if (!row.Equals(other))
                yield return $"{title}: {DescribeDifference(other, row)}";
        }
        foreach (var row in remaining.Values)
            yield return $"{title}: {row} is stored, but its events do not give it";
    }
    static string DescribeDifference(object stored, object replayed) =>
        (stored, replayed) is (FormerState storedState, FormerState replayedState)
            ? $"{storedState}: " + string.Join(", ", TicketSnapshot.Differences(storedState.State, replayedState.State)
                .DefaultIfEmpty($"its events give {replayedState}"))
            : $"{stored} is stored, but its events give {replayed}";

    static string Format(Instant? at) => at?.ToUtc().ToString("O") ?? "empty";
}

/// <summary>A former state of a ticket, until exclusive: a row of <c>ticket_history</c>. <c>Version</c> is its last version.</summary>
public sealed record FormerState(Instant FromAt, Instant UntilAt, long Version, TicketSnapshot State)
{
    public override string ToString() => $"version {Version}, {State.Status} from {FromAt.ToUtc():O} until {UntilAt.ToUtc():O}";
}

public sealed record CheckRecord
{
    public required long Version { get; init; }
    public required DateOnly Day { get; init; }
    public required Instant At { get; init; }

    /// <summary>pass or fail.</summary>
    public required string Action { get; init; }
}

public sealed record DispatchRecord
{
    public required long Version { get; init; }
    public required DateOnly Day { get; init; }
    public required Instant At { get; init; }
    public required Id HandlerId { get; init; }
    public string? HandlerRole { get; init; }
    public Instant? ReturnedAt { get; init; }
}

public sealed record ContactRecord
{
    public required long Version { get; init; }
    public required DateOnly Day { get; init; }
    public required Instant At { get; init; }
    public required string Kind { get; init; }
    public required bool Reached { get; init; }
    public bool? Solved { get; init; }
    public bool? Satisfied { get; init; }
    public required Id ContactedBy { get; init; }

    /// <summary>Null for a confidential ticket.</summary>
    public string? Note { get; init; }
}

/// <summary>A row of <c>ticket_closing_limits</c>: the limits of the closing, each time the ticket was established.</summary>
public sealed record TermsRecord(long Version, ClosingTerms Terms);

/// <summary>A row of <c>ticket_parties</c>.</summary>
public sealed record PartyRecord(Id Person, PartyKind Kind);
