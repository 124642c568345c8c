using System.Text.Json;
using GridGov.Data.Journal;

namespace GridGov.Domain.Statistics.History;

/// <summary>The codes that amendments changed, in their events under <c>was</c> and <c>now</c>.</summary>
static class AmendedCodes
{
    public const string Was = "was";
    public const string Now = "now";

    /// <param name="side"><see cref="Was"/> or <see cref="Now"/>.</param>
    public static TicketSnapshot Apply(TicketSnapshot ticket, JsonElement details, string side)
    {
        if (!details.TryGetProperty(side, out var codes))
            return ticket;
        return ticket with
        {
            HandlingLevel = codes.TryGetProperty("level", out var level) ? level.GetInt32() : ticket.HandlingLevel,
            Kind = Code("kind", ticket.Kind),
            Category = Text("category") ?? ticket.Category,
            Programme = Code("programme", ticket.Programme),
            Role = Text("role") ?? ticket.Role,
            Urgency = Code("urgency", ticket.Urgency),
            Source = Code("source", ticket.Source),
        };

        string? Text(string name) => codes.TryGetProperty(name, out var text) ? text.GetString() : null;

        T Code<T>(string name, T otherwise)
            where T : struct, Enum => Text(name) is { } code ? Codes<T>.Parse(code) : otherwise;
    }

    /// <summary>The ticket without its amendments.</summary>
    public static TicketSnapshot BeforeAll(IEnumerable<JournalEvent> events, TicketSnapshot ticket)
    {
        foreach (var entry in events.Reverse())
        {
            if (entry is not { Action: "amend", Payload: { } payload })
                continue;
            using var details = JsonDocument.Parse(payload);
            ticket = Apply(ticket, details.RootElement, Was);
        }
        return ticket;
    }

    /// <summary>The last amendment that made the ticket confidential; null without any.</summary>
    public static JournalEvent? LastHiding(IEnumerable<JournalEvent> events) => events.LastOrDefault(entry =>
        entry is { Action: "amend", Payload: { } payload } && payload.Contains("\"hides\":true", StringComparison.Ordinal));

    /// <summary>Whether the amendment made the ticket confidential.</summary>
    public static bool Hides(JsonElement details) =>
        details.TryGetProperty("hides", out var hides) && hides.ValueKind == JsonValueKind.True;
}
