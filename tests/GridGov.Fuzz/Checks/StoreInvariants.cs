using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json;
using GridGov.Data;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace GridGov.Fuzz.Checks;

/// <summary>Rules that hold in the database after any request, in addition to those of <c>verify</c>. Reads the tables directly.</summary>
sealed class StoreInvariants(string engine, string connectionString)
{
    const int RowsShown = 5;

    /// <summary>Each statement finds rows that break a rule.</summary>
    static readonly (string Violation, string Sql)[] Rules =
    [
        ("a ticket without an event", "SELECT number FROM tickets WHERE event_count < 1 OR head_hash IS NULL"),
        ("a ticket with fewer events than versions", "SELECT number FROM tickets WHERE event_count < version"),
        ("an established ticket without the day", """
            SELECT number
            FROM tickets
            WHERE accepted_day IS NULL
            AND status IN ('accepted', 'dispatched', 'returned', 'processing', 'suspended', 'resolved', 'rework', 'closed')
            """),
        ("a closed ticket without the day, or another with it",
            "SELECT number FROM tickets WHERE (status = 'closed') <> (closed_day IS NOT NULL AND closed_at IS NOT NULL)"),
        ("a ticket in work without a handler",
            "SELECT number FROM tickets WHERE handler_id IS NULL AND status IN ('dispatched', 'processing', 'suspended')"),
        ("a suspended ticket without an end, or another with it",
            "SELECT number FROM tickets WHERE (status = 'suspended') <> (suspended_until IS NOT NULL)"),
        ("a merged ticket without its target, or another with it",
            "SELECT number FROM tickets WHERE (status = 'merged') <> (merged_into IS NOT NULL)"),
        ("a ticket merged into itself", "SELECT number FROM tickets WHERE merged_into = id"),
        ("a ticket whose street is another",
            "SELECT number FROM tickets WHERE substr(grid_code, 1, 9) <> street_code OR substr(grid_code, 1, 9) <> substr(number, 1, 9)"),
        ("an open joint action that is not open", """
            SELECT t.number
            FROM tickets t JOIN joint_actions j ON j.id = t.joint_action_id
            WHERE j.status <> 'open' OR j.ticket_id <> t.id
            """),
        ("a joint action that is open beside its ticket", """
            SELECT t.number
            FROM joint_actions j JOIN tickets t ON t.id = j.ticket_id
            WHERE j.status = 'open' AND (t.joint_action_id IS NULL OR t.joint_action_id <> j.id)
            """),
        ("a pending request that is not pending", """
            SELECT t.number
            FROM tickets t JOIN ticket_requests r ON r.id = t.request_id
            WHERE r.status <> 'pending' OR r.ticket_id <> t.id
            """),
        ("a request that is pending beside its ticket", """
            SELECT t.number
            FROM ticket_requests r JOIN tickets t ON t.id = r.ticket_id
            WHERE r.status = 'pending' AND (t.request_id IS NULL OR t.request_id <> r.id)
            """),
        ("an open order that is lifted", """
            SELECT t.number
            FROM tickets t JOIN supervisions s ON s.id = t.supervision_id
            WHERE s.lifted_at IS NOT NULL OR s.ticket_id <> t.id
            """),
        ("a participant with a result who has not arrived",
            "SELECT CAST(joint_action_id AS TEXT) FROM joint_participants WHERE reported_at IS NOT NULL AND arrived_at IS NULL"),
        ("a clock with an end before its start", "SELECT CAST(ticket_id AS TEXT) FROM ticket_clocks WHERE ended_at < started_at"),
        ("a grid whose code is not below its parent's",
            "SELECT code FROM grids WHERE parent_code IS NOT NULL AND substr(code, 1, length(parent_code)) <> parent_code"),
        ("a grid in use below a retired one",
            "SELECT g.code FROM grids g JOIN grids p ON p.code = g.parent_code WHERE g.retired_at IS NULL AND p.retired_at IS NOT NULL"),
        ("an open ticket in a retired grid", """
            SELECT t.number
            FROM tickets t JOIN grids g ON g.code = t.grid_code
            WHERE g.retired_at IS NOT NULL
            AND t.status NOT IN ('closed', 'rejected', 'cancelled', 'merged', 'noted')
            """),
        ("an appointment that ends before it begins", "SELECT CAST(id AS TEXT) FROM appointments WHERE to_day < from_day"),
        // An answer that an amendment hid is 409 without a body.
        ("a stored response that is no success", """
            SELECT idempotency_key FROM idempotency_keys
            WHERE status NOT BETWEEN 200 AND 299 AND NOT (status = 409 AND body IS NULL AND subject IS NOT NULL)
            """),
        ("an event in the future", "SELECT CAST(seq AS TEXT) FROM journal WHERE at > (SELECT max(updated_at) FROM tickets) + 600000"),
    ];

    /// <summary>Tables from which nothing is ever deleted.</summary>
    static readonly string[] AppendOnlyTables =
    [
        "journal", "audit", "tickets", "ticket_reporters", "ticket_checks", "ticket_clocks", "people", "appointments", "grids",
        "categories", "joint_actions", "joint_participants", "ticket_requests", "supervisions", "calendar_changes", "api_keys",
    ];

    /// <summary>Tables whose text is not written by callers: the key ring's XML and the names of migrations.</summary>
    static readonly string[] TablesWithOtherText = ["protection_keys", "schema_migrations"];

    readonly Dictionary<string, long> rowCounts = new(StringComparer.Ordinal);

    /// <summary>For the progress line.</summary>
    public string RowCounts => string.Join(", ", rowCounts.Where(pair => pair.Value > 0).Select(pair => $"{pair.Key} {pair.Value:N0}"));

    public async Task<List<string>> Violations()
    {
        await using DbConnection connection = engine == Engines.Sqlite
            ? new SqliteConnection(connectionString + ";Mode=ReadOnly;Pooling=False")
            : new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        var violations = new List<string>();
        foreach (var (violation, sql) in Rules)
        {
            var found = await Column(connection, sql);
            if (found.Count > 0)
                violations.Add($"{violation}: {found.Count}, {string.Join(", ", found.Take(RowsShown))}");
        }
        if (engine == Engines.Sqlite)
        {
            foreach (var message in (await Column(connection, "PRAGMA integrity_check")).Where(message => message != "ok"))
                violations.Add($"integrity_check: {message}");
            foreach (var message in await Column(connection, "PRAGMA foreign_key_check"))
                violations.Add($"foreign_key_check: {message}");
        }
        foreach (var table in AppendOnlyTables)
        {
            var text = await Column(connection, $"SELECT CAST(count(*) AS TEXT) FROM {table}");
            var count = long.Parse(text[0], CultureInfo.InvariantCulture);
            if (count < rowCounts.GetValueOrDefault(table))
                violations.Add($"{table} had {rowCounts[table]} rows and has {count}");
            rowCounts[table] = count;
        }
        await CheckTexts(connection, violations);
        return violations;
    }

    /// <summary>Every text of every table must be valid Unicode in NFC, without control characters but line breaks and tabs.</summary>
    async Task CheckTexts(DbConnection connection, List<string> violations)
    {
        var columns = await Column(connection, engine == Engines.Sqlite ? ListTextColumnsOfSqlite : ListTextColumnsOfPostgres);
        foreach (var table in columns.Select(column => column.Split(' ')).GroupBy(pair => pair[0], pair => pair[1]))
        {
            if (TablesWithOtherText.Contains(table.Key))
                continue;
            await using var command = connection.CreateCommand();
            var names = table.ToArray();
            command.CommandText = $"SELECT {string.Join(", ", names)} FROM {table.Key}";
            await using var reader = await command.ExecuteReaderAsync();
            var reported = new HashSet<string>(StringComparer.Ordinal);
            while (await reader.ReadAsync())
            {
                for (var i = 0; i < names.Length; i++)
                {
                    if (!reader.IsDBNull(i) && FindFault(reader.GetString(i)) is { } fault && reported.Add(names[i] + fault))
                        violations.Add($"{table.Key}.{names[i]} {fault}: {reader.GetString(i)}");
                }
            }
        }
    }

    /// <summary>Of JSON the strings are checked, because in its text an escape before a combining mark is not in NFC.</summary>
    static string? FindFault(string text)
    {
        if (text.Length == 0 || text[0] is not ('{' or '['))
            return FindFaultInText(text);
        using var json = ResponseChecker.ParseJson(Encoding.UTF8.GetBytes(text));
        return json is null
            ? FindFaultInText(text)
            : Strings(json.RootElement).Select(FindFaultInText).FirstOrDefault(fault => fault is not null);
    }

    static IEnumerable<string> Strings(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().SelectMany(Strings),
        JsonValueKind.Object => json.EnumerateObject().SelectMany(property => Strings(property.Value).Append(property.Name)),
        _ => [],
    };

    static string? FindFaultInText(string text)
    {
        if (text.Any(character => char.IsControl(character) && character is not ('\n' or '\r' or '\t')))
            return "has a control character";
        try
        {
            return text.IsNormalized(NormalizationForm.FormC) ? null : "is not in NFC";
        }
        catch (ArgumentException)
        {
            return "is not valid Unicode";
        }
    }

    static async Task<List<string>> Column(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string>();
        while (await reader.ReadAsync())
            values.Add(reader.IsDBNull(0) ? "" : reader.GetValue(0).ToString() ?? "");
        return values;
    }

    const string ListTextColumnsOfSqlite = """
        SELECT m.name || ' ' || p.name
        FROM sqlite_master m JOIN pragma_table_info(m.name) p
        WHERE m.type = 'table' AND p.type = 'TEXT' AND m.name NOT LIKE 'sqlite%'
        """;

    const string ListTextColumnsOfPostgres = """
        SELECT table_name || ' ' || column_name
        FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type = 'text'
        """;
}
