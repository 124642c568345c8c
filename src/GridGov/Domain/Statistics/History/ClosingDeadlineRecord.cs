using System.Text.Json;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Domain.Statistics.History;

/// <summary>What an event says of the ticket's closing deadline: the member <c>closing</c> of its details.</summary>
public sealed record ClosingDeadlineRecord
{
    /// <summary>Its name in the details.</summary>
    public const string Member = "closing";

    /// <summary>The deadline after it; null while it stands still.</summary>
    public Instant? DueAt { get; init; }

    /// <summary>Of an event that establishes: the limits; none for the dispatch when it was handled on the spot.</summary>
    public string? DispatchLimit { get; init; }
    public string? HandleLimit { get; init; }
    public string? CheckLimit { get; init; }

    /// <param name="terms">Of an event that establishes.</param>
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

    /// <summary>As it stands in an event.</summary>
    public object ToPayload => HandleLimit is null
        ? new { DueAt = DueAt?.ToUtc() }
        : new { DueAt = DueAt?.ToUtc(), DispatchLimit, HandleLimit, CheckLimit };

    public static ClosingDeadlineRecord Read(JsonElement closing)
    {
        return new ClosingDeadlineRecord
        {
            DueAt = closing.TryGetProperty("dueAt", out var due) && due.ValueKind == JsonValueKind.String ? Instant.Of(due.GetDateTimeOffset()) : null,
            DispatchLimit = Text("dispatchLimit"),
            HandleLimit = Text("handleLimit"),
            CheckLimit = Text("checkLimit"),
        };

        string? Text(string name) => closing.TryGetProperty(name, out var text) ? text.GetString() : null;
    }
}
