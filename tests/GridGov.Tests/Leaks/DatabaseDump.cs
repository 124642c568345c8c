using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using GridGov.Data;
using GridGov.Tests.Architecture;

namespace GridGov.Tests.Leaks;

/// <summary>All rows of the store, including tables of newer migrations, to detect changes.</summary>
static partial class DatabaseDump
{
    /// <summary>Tables that change without a caller's action, or because of a refusal.</summary>
    static readonly FrozenSet<string> Moving = FrozenSet.Create(
        "audit", "audit_head", "sign_in_attempts", "counters", "counter_changes");

    /// <summary>Tables of a person's own account, with the owner's column; callers may change their own rows.</summary>
    static readonly FrozenDictionary<string, string> Own = new Dictionary<string, string>
    {
        ["sessions"] = "person_id",
        ["notifications"] = "person_id",
        ["quiet_hours"] = "person_id",
        ["idempotency_keys"] = "caller",
        ["files"] = "uploaded_by",
        ["sync_acts"] = "person_id",
    }.ToFrozenDictionary();

    /// <param name="callers">The people whose own accounts are left out.</param>
    public static async Task<IReadOnlyList<string>> Of(App app, IEnumerable<Id> callers)
    {
        var own = callers.Select(id => id.Value).ToHashSet();
        // An upload is that of the person for whom a key acts.
        var uploaders = (await app.Db.Read(tx => tx.Query("SELECT id, person_id FROM api_keys", c => (Key: c.Long(), Person: c.Long()))))
            .Where(each => own.Contains(each.Key)).Select(each => each.Person).Concat(own).ToHashSet();
        var lines = new List<string>();
        foreach (var table in Tables().Where(table => !Moving.Contains(table)))
        {
            var rows = await app.Db.Read(tx => tx.Query<dynamic>($"SELECT * FROM {table}"));
            lines.AddRange(rows.Cast<IDictionary<string, object?>>()
                .Where(row => !Own.TryGetValue(table, out var whose) || row[whose] is not long id || !(table == "files" ? uploaders : own).Contains(id))
                .Select(row =>
                    $"{table}: {string.Join(' ', row.Where(pair => pair.Key != "used_at")
                        .Select(pair => $"{pair.Key}={Shown(pair.Value)}"))}"));
        }
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    static string Shown(object? value) =>
        value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    /// <summary>The tables after all migrations.</summary>
    static IReadOnlyList<string> Tables()
    {
        var tables = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "db"), "*.sql").Order(StringComparer.Ordinal))
        {
            foreach (Match match in TableStatement().Matches(File.ReadAllText(file)))
            {
                var (made, dropped, renamed, to) = (match.Groups["made"], match.Groups["dropped"], match.Groups["renamed"],
                    match.Groups["to"]);
                if (made.Success)
                    tables.Add(made.Value);
                else
                    tables.Remove(dropped.Success ? dropped.Value : renamed.Value);
                if (to.Success)
                    tables.Add(to.Value);
            }
        }
        tables.Count.ShouldBeGreaterThan(30);
        return [.. tables];
    }

    [GeneratedRegex(@"^\s*(CREATE TABLE (IF NOT EXISTS )?(?<made>\w+)|DROP TABLE (?<dropped>\w+)|ALTER TABLE (?<renamed>\w+) RENAME TO "
        + @"(?<to>\w+))",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex TableStatement();
}
