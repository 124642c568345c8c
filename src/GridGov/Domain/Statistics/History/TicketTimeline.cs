using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Statistics.Counters;

namespace GridGov.Domain.Statistics.History;

/// <summary>
/// All that measures look at of one ticket, now and at every earlier instant: as the store keeps it, or as its events tell
/// it. The two have to be the same.
/// </summary>
public sealed record TicketTimeline
{
    public required TicketSnapshot Now { get; init; }

    /// <summary>Since when it is so; null: since it was filed.</summary>
    public Instant? Since { get; init; }
    public required IReadOnlyList<FormerState> Former { get; init; }
    public required IReadOnlyList<CheckRecord> Checks { get; init; }
    public required IReadOnlyList<DispatchRecord> Dispatches { get; init; }
    public required IReadOnlyList<ContactRecord> Contacts { get; init; }
    public required IReadOnlyList<TermsRecord> Terms { get; init; }
    public Instant? ContactDueAt { get; init; }
    public DateOnly? ContactDueDay { get; init; }
    public Instant? ContactedAt { get; init; }

    /// <summary>Every counter that the ticket is in, as often as it is.</summary>
    public IEnumerable<CounterDelta> CountedDeltas()
    {
        var counterKeys = Now.ToCounterKeys() with { ContactDueDay = ContactDueDay, ContactedInTime = ContactedAt <= ContactDueAt };
        return CounterKeys.ForTransition(before: null, counterKeys)
            .Concat(Checks.SelectMany(check => counterKeys.ForCheck(check.Day, check.Action == "pass")))
            .Concat(Dispatches.SelectMany(dispatch => counterKeys.ForDispatch(dispatch.Day)))
            .Concat(Dispatches.Where(dispatch => dispatch.ReturnedAt is not null).SelectMany(dispatch => counterKeys.ForReturnedDispatch(dispatch.Day)))
            .Concat(Contacts.SelectMany(contact => contact is { Solved: { } solved, Satisfied: { } satisfied } ? counterKeys.ForCallBack(contact.Day, solved, satisfied) : []));
    }

    /// <summary>In what the store differs from what the events tell.</summary>
    public static IEnumerable<string> Differences(TicketTimeline stored, TicketTimeline replayed)
    {
        foreach (var difference in TicketSnapshot.Differences(stored.Now, replayed.Now))
            yield return difference;
        if (stored.Since != replayed.Since)
            yield return $"state_since is {Shown(stored.Since)}, and its events say {Shown(replayed.Since)}";
        if ((stored.ContactDueAt, stored.ContactDueDay) != (replayed.ContactDueAt, replayed.ContactDueDay))
            yield return $"contact_due_at is {Shown(stored.ContactDueAt)}, and its events say {Shown(replayed.ContactDueAt)}";
        if (stored.ContactedAt != replayed.ContactedAt)
            yield return $"contacted_at is {Shown(stored.ContactedAt)}, and its events say {Shown(replayed.ContactedAt)}";
        foreach (var difference in Rows("former states", stored.Former, replayed.Former, state => state.FromAt.Milliseconds)
            .Concat(Rows("checks", stored.Checks, replayed.Checks, check => check.Version))
            .Concat(Rows("dispatches", stored.Dispatches, replayed.Dispatches, dispatch => dispatch.Version))
            .Concat(Rows("contacts", stored.Contacts, replayed.Contacts, contact => contact.Version))
            .Concat(Rows("limits of its closing", stored.Terms, replayed.Terms, terms => terms.Version)))
            yield return difference;
    }

    static IEnumerable<string> Rows<T>(string what, IReadOnlyList<T> stored, IReadOnlyList<T> told, Func<T, long> place)
        where T : class
    {
        var kept = stored.ToDictionary(place);
        foreach (var row in told)
        {
            if (!kept.Remove(place(row), out var other))
                yield return $"{what}: {row} is missing";
            else if (!row.Equals(other))
                yield return $"{what}: {DescribeDifference(other, row)}";
        }
        foreach (var row in kept.Values)
            yield return $"{what}: {row} is kept, and its events do not tell it";
    }

    static string DescribeDifference(object stored, object told) => (stored, told) is (FormerState kept, FormerState said)
        ? $"{kept}: {string.Join(", ", TicketSnapshot.Differences(kept.State, said.State).DefaultIfEmpty($"its events say {said}"))}"
        : $"{stored} is kept, and its events say {told}";

    static string Shown(Instant? at) => at?.ToUtc().ToString("O") ?? "empty";
}

/// <summary>What a ticket was from an instant on until before another one: a row of <c>ticket_history</c>.</summary>
/// <param name="Version">The ticket's last version of that state.</param>
public sealed record FormerState(Instant FromAt, Instant UntilAt, long Version, TicketSnapshot State)
{
    public override string ToString() => $"version {Version}, {State.Status} from {FromAt.ToUtc():O} until {UntilAt.ToUtc():O}";
}

/// <summary>A row of <c>ticket_checks</c>.</summary>
public sealed record CheckRecord
{
    public required long Version { get; init; }
    public required DateOnly Day { get; init; }
    public required Instant At { get; init; }

    /// <summary>pass or fail.</summary>
    public required string Action { get; init; }
}

/// <summary>A row of <c>ticket_dispatches</c>.</summary>
public sealed record DispatchRecord
{
    public required long Version { get; init; }
    public required DateOnly Day { get; init; }
    public required Instant At { get; init; }
    public required Id HandlerId { get; init; }
    public string? HandlerRole { get; init; }
    public Instant? ReturnedAt { get; init; }
}

/// <summary>What is measured of a row of <c>ticket_contacts</c>.</summary>
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
}

/// <summary>A row of <c>ticket_closing_limits</c>: the limits of the closing, each time the ticket was established.</summary>
public sealed record TermsRecord(long Version, ClosingTerms Terms);
