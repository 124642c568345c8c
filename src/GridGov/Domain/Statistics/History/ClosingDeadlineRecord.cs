using System.Text.Json;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Domain.Statistics.History;

/// <summary>The closing deadline in an event's details, under <c>closing</c>.</summary>
public sealed record ClosingDeadlineRecord
{
    public const string Member = "closing";

    /// <summary>The new deadline; null while paused.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>The limits of an establishing event; no dispatch limit when handled on the spot.</summary>
    public string? DispatchLimit { get; init; }
    public string? HandleLimit { get; init; }
    public string? CheckLimit { get; init; }

    public static ClosingDeadlineRecord Of(Instant? due, ClosingTerms? terms = null) => new()
    {
        DueAt = due,
        DispatchLimit = terms?.DispatchLimit,
        HandleLimit = terms?.HandleLimit,
        CheckLimit = terms?.CheckLimit,
    };

    public ClosingTerms? TermsFrom(Instant start) => HandleLimit is null || CheckLimit is null
        ? null
        : new ClosingTerms { StartedAt = start, DispatchLimit = DispatchLimit, HandleLimit = HandleLimit, CheckLimit = CheckLimit };

    public object ToPayload => HandleLimit is null
        ? new { DueAt = DueAt?.ToUtc() }
        : new { DueAt = DueAt?.ToUtc(), DispatchLimit, HandleLimit, CheckLimit };

    public static ClosingDeadlineRecord Read(JsonElement closing)
    {
        return new ClosingDeadlineRecord
        {
            DueAt = closing.TryGetProperty("dueAt", out var due) && due.ValueKind == JsonValueKind.String
                ? Instant.Of(due.GetDateTimeOffset())
                : null,
            DispatchLimit = Text("dispatchLimit"),
            HandleLimit = Text("handleLimit"),
            CheckLimit = Text("checkLimit"),
        };

        string? Text(string name) => closing.TryGetProperty(name, out var text) ? text.GetString() : null;
    }
}
