using System.Globalization;
using GridGov.Data.Journal;
using GridGov.Domain.Places;

namespace GridGov.Domain.Verification.Replays;

/// <summary>
/// Compares places, their tags and former visit rules with their events. The care level is in no event; the audit of encryption opens it.
/// </summary>
sealed class PlaceReplay : IEventReplay
{
    static readonly ImageTable Places = new("places",
        "kind", "name", "grid_code", "address", "run_by", "opening_hours", "office_phone", "public", "visit_every_days",
        "external_number", "created_at", "retired_at", "retired_reason", "version");

    readonly RowImages expected = new();

    readonly Dictionary<string, int?> rules = new(StringComparer.Ordinal);
    readonly Dictionary<(string Place, Instant Until), int?> formerRules = [];

    // Engines write decimal degrees differently, so they are compared as numbers.
    readonly Dictionary<string, (double? Lng, double? Lat)> positions = new(StringComparer.Ordinal);
    readonly Dictionary<string, string> tags = new(StringComparer.Ordinal);

    /// <summary>Applies the next event, in the journal's order.</summary>
    /// <param name="differs">Receives the place and why its event cannot be read.</param>
    public void Apply(JournalEvent entry, Action<string, string> differs) =>
        EventDetails.Read(entry, PlaceRow.Subject, (place, details) => Apply(entry, Key(place), details), differs);

    void Apply(JournalEvent entry, string key, EventDetails details)
    {
        switch (entry.Action)
        {
            case "create":
                expected.Set(Places, key, ("created_at", entry.At), ("retired_at", null), ("retired_reason", null));
                SetContent(entry, key, details);
                break;
            case "edit":
                SetContent(entry, key, details);
                break;
            case "move":
                expected.Set(Places, key, ("grid_code", entry.GridCode));
                break;
            case "retire":
                expected.Set(Places, key, ("retired_at", entry.At), ("retired_reason", entry.Reason));
                break;
        }
        expected.Set(Places, key, ("version", entry.Version));
    }

    void SetContent(JournalEvent entry, string key, EventDetails details)
    {
        var rule = details.Number("visitEveryDays");
        // Of a rule that lasted no millisecond nothing is kept.
        if (rules.TryGetValue(key, out var former) && former != rule)
            formerRules.TryAdd((key, entry.At), former);
        rules[key] = rule;
        expected.Set(Places, key,
            ("kind", details.Text("kind")), ("name", details.Text("name")), ("grid_code", entry.GridCode),
            ("address", details.Text("address")), ("run_by", details.Text("runBy")), ("opening_hours", details.Text("openingHours")),
            ("office_phone", details.Text("officePhone")), ("public", details.Flag("public")),
            ("visit_every_days", rule), ("external_number", details.Text("externalNumber")));
        positions[key] = (details.Decimal("lng"), details.Decimal("lat"));
        tags[key] = string.Join(Separator, details.Texts("tags"));
    }

    /// <summary>Compares the rows, in the snapshot in which the last events were read.</summary>
    public async Task Compare(Tx tx, bool withKeys, Action<string, string> differs)
    {
        var stored = new RowImages();
        await foreach (var batch in tx.QueryBatches(List, c => new StoredPlace(
            Key(c.Id()), c.DoubleOrNull(), c.DoubleOrNull(), c.TextOrNull(), Places.Read(c))))
        {
            foreach (var place in batch)
            {
                stored.Add(Places, place.Key, place.Row);
                // A place without events is reported with its row.
                if (!positions.TryGetValue(place.Key, out var position))
                    continue;
                if (position != (place.Lng, place.Lat))
                    differs("place", $"places {place.Key}: lng and lat are not those of its events");
                var sorted = string.Join(Separator, (place.Tags?.Split(Separator) ?? []).Order(StringComparer.Ordinal));
                if (!string.Equals(sorted, tags[place.Key], StringComparison.Ordinal))
                    differs("place", $"place_tags {place.Key}: the tags are not those of its events");
            }
        }
        foreach (var difference in stored.Differences(expected))
            differs("place", difference);
        var differing = formerRules.Select(rule => (rule.Key.Place, rule.Key.Until, rule.Value)).ToHashSet();
        differing.SymmetricExceptWith(await tx.Query(ListRules, c => (Key(c.Id()), c.Instant(), c.IntOrNull())));
        foreach (var place in differing.Select(rule => rule.Place).Distinct(StringComparer.Ordinal))
            differs("place", $"place_visit_rules {place}: the former rules are not those of its events");
    }

    static string Key(Id id) => id.Value.ToString(CultureInfo.InvariantCulture);

    sealed record StoredPlace(string Key, double? Lng, double? Lat, string? Tags, Dictionary<string, string?> Row);

    const string ListRules = "SELECT place_id, until_at, visit_every_days FROM place_visit_rules";

    const char Separator = '\u001f';
    const string SeparatorText = "\u001f";

    static readonly string List = $"""
        SELECT x.id, x.lng, x.lat, (SELECT string_agg(g.tag, '{SeparatorText}') FROM place_tags g WHERE g.place_id = x.id) AS tags,
               {Places.ColumnList}
          FROM places x
         ORDER BY x.id
        """;
}
