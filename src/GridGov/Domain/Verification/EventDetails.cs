using System.Text.Json;
using GridGov.Data.Journal;

namespace GridGov.Domain.Verification;

/// <summary>The details of an event. A member that is not there tells nothing: earlier versions did not record it.</summary>
readonly struct EventDetails(JsonElement? details)
{
    /// <summary>
    /// Reads an event of a kind of subject; reports one that cannot be read, because a journal changed by hand may hold any text.
    /// </summary>
    /// <param name="differs">Receives the subject and why its event cannot be read.</param>
    public static void Read(JournalEvent entry, string kind, Action<Id, EventDetails> apply, Action<string, string> differs)
    {
        if (entry.SubjectKind != kind)
            return;
        try
        {
            using var document = JsonDocument.Parse(entry.Payload ?? "{}");
            apply(GridGov.Data.Id.Parse(entry.Subject, provider: null), new EventDetails(document.RootElement));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            differs($"{kind} {entry.Subject}", $"event {entry.Seq} cannot be read: {e.Message}");
        }
    }

    public bool Has(string name) => details is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(name, out _);

    public string? Text(string name) => Member(name)?.GetString();

    public bool? Flag(string name) => Member(name)?.GetBoolean();

    public int? Number(string name) => Member(name)?.GetInt32();

    public double? Decimal(string name) => Member(name)?.GetDouble();

    public IEnumerable<string> Texts(string name) =>
        Member(name) is { } items ? items.EnumerateArray().Select(item => item.GetString() ?? "") : [];

    public Id? Id(string name) =>
        Text(name) is not { } text ? null
        : GridGov.Data.Id.TryParseExact(text, out var id) ? id
        : throw new FormatException($"'{text}' is no id.");

    public Instant? Instant(string name) => Member(name) is { } at ? GridGov.Data.Instant.Of(at.GetDateTimeOffset()) : null;

    public DateOnly? Day(string name) =>
        Text(name) is not { } text ? null
        : Days.TryParse(text, out var day) ? day
        : throw new FormatException($"'{text}' is no day.");

    public EventDetails Object(string name) => new(Member(name));

    public IEnumerable<EventDetails> Array(string name) =>
        Member(name) is { } items ? items.EnumerateArray().Select(item => new EventDetails(item)) : [];

    public string? Joined(string name) => Member(name) is { } items
        ? string.Join(' ', items.EnumerateArray().Select(item => item.GetString()))
        : null;

    JsonElement? Member(string name) =>
        details is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(name, out var member)
            && member.ValueKind != JsonValueKind.Null
            ? member
            : null;
}
