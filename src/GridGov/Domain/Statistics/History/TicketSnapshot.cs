using System.Globalization;
using System.Text.Json;
using GridGov.Domain.Statistics.Counters;
using GridGov.Security;

namespace GridGov.Domain.Statistics.History;

/// <summary>
/// The measured state of a ticket. The ticket's row has the current one; <c>ticket_history</c> has every former one, for questions
/// about earlier instants.
/// </summary>
public sealed record TicketSnapshot
{
    public required TicketStatus Status { get; init; }
    public required int HandlingLevel { get; init; }
    public required string GridCode { get; init; }
    public required TicketKind Kind { get; init; }
    public required string Category { get; init; }
    public required Programme Programme { get; init; }
    public required string Role { get; init; }
    public Id? HandlerId { get; init; }
    public PostKind? HandlerPost { get; init; }
    public string? HandlerRole { get; init; }
    public required Urgency Urgency { get; init; }
    public required TicketSource Source { get; init; }
    public required Id FiledBy { get; init; }
    public required Instant FiledAt { get; init; }
    public required DateOnly FiledDay { get; init; }
    public DateOnly? AcceptedDay { get; init; }
    public Instant? AcceptedAt { get; init; }
    public DateOnly? ClosedDay { get; init; }
    public Instant? ClosedAt { get; init; }

    /// <summary>The closing deadline (结案期限).</summary>
    public Instant? ClosingDueAt { get; init; }

    /// <summary>The day on which it counts as due (应结案).</summary>
    public DateOnly? DueDay { get; init; }

    /// <summary>For a closed ticket: whether in time.</summary>
    public bool? OnTime { get; init; }
    public ReportDecision? Decision { get; init; }
    public DateOnly? DecidedDay { get; init; }
    public Instant? DecidedAt { get; init; }

    /// <summary>The ticket that it is a part of.</summary>
    public Id? PartOf { get; init; }

    /// <summary>Whether it was split into parts, which count instead of it.</summary>
    public bool HasParts { get; init; }

    public CounterKeys ToCounterKeys() => new(GridCode, Category, Programme, Role, Status, HandlingLevel, FiledDay, AcceptedDay, ClosedDay)
    {
        DueDay = DueDay,
        OnTime = OnTime is true,
        Decision = Decision,
        DecidedDay = DecidedDay,
        HasParts = HasParts,
    };

    public static IEnumerable<string> Differences(TicketSnapshot stored, TicketSnapshot replayed) => stored == replayed
        ? []
        : from column in typeof(TicketSnapshot).GetProperties()
          let storedValue = column.GetValue(stored)
          let replayedValue = column.GetValue(replayed)
          where !Equals(storedValue, replayedValue)
          select $"{JsonNamingPolicy.SnakeCaseLower.ConvertName(column.Name)} is {Format(storedValue)}, "
            + $"but its events give {Format(replayedValue)}";

    static string Format(object? value) => value switch
    {
        null => "empty",
        Instant at => at.ToUtc().ToString("O"),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        Enum code => $"'{JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString())}'",
        _ => $"'{value}'",
    };

    /// <summary>The columns, which <c>tickets</c> and <c>ticket_history</c> share.</summary>
    public const string Columns = """
        status, handling_level, grid_code, kind, category, programme, role, handler_id, handler_post, handler_role, urgency, source,
               filed_by, filed_at, filed_day, accepted_day, accepted_at, closed_day, closed_at,
               closing_due_at, due_day, on_time, decision, decided_day, decided_at, part_of, has_parts
        """;
}
