using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace GridGov.SyncClient;

/// <summary>
/// The client's own database: its acts, its copy of what it may see, the cursor and the session. Each method is one transaction,
/// so a client that is killed goes on from where it was.
/// </summary>
sealed class ClientStore : IDisposable
{
    const string Cursor = "cursor";
    const string StartedOver = "started_over";
    const string Device = "device";

    readonly SqliteConnection connection;

    public ClientStore(string file)
    {
        connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(Schema);
        Execute("INSERT INTO settings (name, value) VALUES ($name, $value) ON CONFLICT DO NOTHING",
            ("$name", Device), ("$value", RandomNumberGenerator.GetHexString(8, lowercase: true)));
    }

    /// <summary>Adds an act to the end of the outbox.</summary>
    /// <param name="build">Makes subject and JSON from the new act's id.</param>
    public string Add(string act, Func<string, (string Subject, string Json)> build)
    {
        using var transaction = connection.BeginTransaction();
        // Two devices of one person make different ids; on one device the number counts up.
        var number = Scalar<long>("SELECT coalesce(max(number), 0) + 1 FROM acts");
        var id = $"{Setting(Device)}-{number}";
        var (subject, json) = build(id);
        Execute("INSERT INTO acts (number, id, act, subject, json, state) VALUES ($number, $id, $act, $subject, $json, 'waiting')",
            ("$number", number), ("$id", id), ("$act", act), ("$subject", subject), ("$json", json));
        transaction.Commit();
        return id;
    }

    public List<StoredAct> Waiting(int limit) =>
        Acts("WHERE state = 'waiting' ORDER BY number LIMIT $limit", ("$limit", limit));

    public List<StoredAct> In(ActState state) => Acts("WHERE state = $state ORDER BY number", ("$state", Code(state)));

    public long Count(ActState state) => Scalar<long>("SELECT count(*) FROM acts WHERE state = $state", ("$state", Code(state)));

    public StoredAct Act(string id) => Acts("WHERE id = $id", ("$id", id)).Single();

    /// <summary>The acts on a subject that the server has not done yet, in their order.</summary>
    public List<StoredAct> Open(string subject) => Acts(
        "WHERE subject = $subject AND state IN ('waiting', 'held', 'refused') ORDER BY number", ("$subject", subject));

    /// <summary>The subjects of acts that the server has not done yet.</summary>
    public HashSet<string> OpenSubjects() =>
        Rows("SELECT DISTINCT subject FROM acts WHERE state IN ('waiting', 'held', 'refused')", reader => reader.GetString(0))
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The version that the last own change of a subject left; null without one.</summary>
    public long? LastVersion(string subject) => Scalar<long?>(
        "SELECT max(version) FROM acts WHERE subject = $subject AND state = 'done'", ("$subject", subject));

    /// <summary>Stores what the server answered to a batch.</summary>
    public void Apply(IEnumerable<ActResult> results)
    {
        using var transaction = connection.BeginTransaction();
        foreach (var result in results)
        {
            // The answer to an older request may come after an act was decided otherwise.
            Execute("""
                UPDATE acts SET state = $state, version = $version, held_by = $heldBy, answer = $answer
                 WHERE id = $id AND state = 'waiting'
                """, ("$id", result.Id), ("$state", Code(result.State)), ("$version", result.Version),
                ("$heldBy", result.HeldBy), ("$answer", result.Answer));
            if (result is { State: ActState.Done, Subject: { } subject })
                Execute("UPDATE acts SET subject = $subject WHERE subject = $made", ("$subject", subject), ("$made", "@" + result.Id));
        }
        DropHeldByDropped();
        transaction.Commit();
    }

    /// <summary>Puts a refused act back into the outbox, and with it those that were held back.</summary>
    public void SendAgain(string id, string json)
    {
        using var transaction = connection.BeginTransaction();
        Execute("UPDATE acts SET state = 'waiting', json = $json, answer = NULL WHERE id = $id AND state = 'refused'",
            ("$id", id), ("$json", json));
        Execute("UPDATE acts SET state = 'waiting', held_by = NULL WHERE state = 'held'");
        transaction.Commit();
    }

    /// <summary>Gives up a refused act and all that are held back for it.</summary>
    public void Drop(string id)
    {
        using var transaction = connection.BeginTransaction();
        Execute("UPDATE acts SET state = 'dropped' WHERE id = $id AND state = 'refused'", ("$id", id));
        DropHeldByDropped();
        transaction.Commit();
    }

    void DropHeldByDropped()
    {
        while (Execute("""
            UPDATE acts SET state = 'dropped'
             WHERE state = 'held' AND held_by IN (SELECT id FROM acts WHERE state = 'dropped')
            """) > 0)
        {
            // Those that are held back for one of these are next.
        }
    }

    public string? NextCursor => Setting(Cursor);

    /// <summary>Stores a page of changes together with the position after it.</summary>
    public void Apply(PulledPage page)
    {
        using var transaction = connection.BeginTransaction();
        if (page.Notifications is not null)
            Execute("DELETE FROM copy WHERE kind = $kind", ("$kind", CopiedRow.Notification));
        foreach (var (kind, id, version, data) in page.Puts.Concat(page.Notifications ?? []))
        {
            Execute("""
                INSERT INTO copy (kind, id, version, data) VALUES ($kind, $id, $version, $data)
                ON CONFLICT (kind, id) DO UPDATE SET version = $version, data = $data
                """, ("$kind", kind), ("$id", id), ("$version", version), ("$data", data));
        }
        foreach (var (kind, id) in page.Removes)
            Execute("DELETE FROM copy WHERE kind = $kind AND id = $id", ("$kind", kind), ("$id", id));
        SetSetting(Cursor, page.Next);
        transaction.Commit();
    }

    /// <summary>Drops the copy, which may hold what the person may no longer see. The acts stay.</summary>
    public void StartOver()
    {
        using var transaction = connection.BeginTransaction();
        Execute("DELETE FROM copy");
        Execute("DELETE FROM settings WHERE name = $name", ("$name", Cursor));
        SetSetting(StartedOver, "yes");
        transaction.Commit();
    }

    /// <summary>Whether the copy was once dropped, because the posts of the person had changed.</summary>
    public bool HasStartedOver => Setting(StartedOver) is not null;

    public List<CopiedRow> Copy(string? kind = null) => Rows(
        "SELECT kind, id, version, data FROM copy WHERE $kind IS NULL OR kind = $kind ORDER BY kind, id",
        reader => new CopiedRow(reader.GetString(0), reader.GetString(1), NumberOrNull(reader, 2), reader.GetString(3)), ("$kind", kind));

    public long? CopiedVersion(string id) => Scalar<long?>("SELECT max(version) FROM copy WHERE id = $id", ("$id", id));

    public string? Setting(string name) => Scalar<string?>("SELECT value FROM settings WHERE name = $name", ("$name", name));

    public void SetSetting(string name, string value) => Execute(
        "INSERT INTO settings (name, value) VALUES ($name, $value) ON CONFLICT (name) DO UPDATE SET value = $value",
        ("$name", name), ("$value", value));

    public void Dispose() => connection.Dispose();

    List<StoredAct> Acts(string where, params (string, object?)[] parameters) => Rows(
        $"SELECT id, act, subject, json, state, version, held_by, answer FROM acts {where}",
        reader => new StoredAct(reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
            Enum.Parse<ActState>(reader.GetString(4), ignoreCase: true), NumberOrNull(reader, 5), TextOrNull(reader, 6),
            TextOrNull(reader, 7)),
        parameters);

    static string Code(ActState state) => state.ToString().ToLowerInvariant();

    int Execute(string sql, params (string, object?)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteNonQuery();
    }

    T? Scalar<T>(string sql, params (string, object?)[] parameters)
    {
        using var command = Command(sql, parameters);
        return command.ExecuteScalar() is { } value and not DBNull ? (T)value : default;
    }

    List<T> Rows<T>(string sql, Func<SqliteDataReader, T> read, params (string, object?)[] parameters)
    {
        using var command = Command(sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    static string? TextOrNull(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    static long? NumberOrNull(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetInt64(column);

    SqliteCommand Command(string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    const string Schema = """
        PRAGMA journal_mode = WAL;
        PRAGMA synchronous = FULL;
        CREATE TABLE IF NOT EXISTS acts (
          number INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          act TEXT NOT NULL,
          subject TEXT NOT NULL,
          json TEXT NOT NULL,
          state TEXT NOT NULL,
          version INTEGER NULL,
          held_by TEXT NULL,
          answer TEXT NULL
        );
        CREATE INDEX IF NOT EXISTS acts_by_state ON acts (state, number);
        CREATE INDEX IF NOT EXISTS acts_by_subject ON acts (subject, number);
        CREATE TABLE IF NOT EXISTS copy (
          kind TEXT NOT NULL,
          id TEXT NOT NULL,
          version INTEGER NULL,
          data TEXT NOT NULL,
          PRIMARY KEY (kind, id)
        );
        CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
        """;
}

/// <summary>What the server answered to one act.</summary>
/// <param name="Version">The version of the subject after it.</param>
sealed record ActResult(string Id, ActState State, string? Subject, long? Version, string? HeldBy, string? Answer);
