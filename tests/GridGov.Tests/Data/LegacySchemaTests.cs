using GridGov.Data;
using GridGov.Data.Migrations;

namespace GridGov.Tests.Data;

/// <summary>Databases of earlier series of migrations: a complete one is taken over, any other refused and left alone.</summary>
public sealed class LegacySchemaTests : IAsyncLifetime
{
    readonly string folder = Directory.CreateTempSubdirectory("gridgov-old-series-").FullName;
    readonly Engine engine;
    readonly Db db;

    public LegacySchemaTests()
    {
        engine = TestStore.OpenEmpty(folder);
        db = new Db(engine);
    }

    /// <summary>The schema with the old names, with a row in each table that is renamed.</summary>
    public async Task InitializeAsync()
    {
        await engine.Migrate(LegacySchemaRecord.Baseline(engine.Dialect), CancellationToken.None);
        await db.Write(async tx =>
        {
            foreach (var row in Rows)
                await tx.Execute("INSERT INTO " + row);
        });
    }

    public async Task DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    static readonly string[] Rows =
    [
        "people (id, name, grid_code, password_once, created_at, version) VALUES (1, 'x', '*', 1, 1, 1)",
        "appointments (id, person_id, post, grid_code, from_day, created_at, version) VALUES (1, 1, 'x', '*', 20120101, 1, 1)",
        "appointment_ends (appointment_id, version, at, to_before) VALUES (1, 2, 2, 99991231)",
        "sessions (id, person_id, created_at) VALUES (1, 1, 1)",
        $"refresh_tokens (hash, session_id, issued_at, expires_at, spent_at) VALUES ('{Hash}', 1, 1, 9, 11)",
        $"sign_in_attempts (subject, failures, since, blocked_until) VALUES ('{Hash}', 1, 12, 13)",
        $"password_resets (hash, person_id, created_at, expires_at, spent_at) VALUES ('{Hash}', 1, 1, 9, 14)",
        $"recovery_codes (person_id, hash, spent_at) VALUES (1, '{Hash}', 15)",
        """
        data_keys (id, purpose, master, wrapped, created_at, retired_at, emptied_at)
        VALUES (1, 'text', '0123456789abcdef', 'x', 1, 2, 16)
        """,
        "calendar_changes (revision, at, grid_code, first_day, last_day, reached, moved) VALUES (1, 1, '*', 20120101, 20120102, 17, 18)",
        "grids (code, name, level, created_at, version) VALUES ('410103003', 'x', 1, 1, 1)",
        "service_roles (code, name_zh, name_en, position) VALUES ('r', 'x', 'x', 1)",
        """
        categories (code, name_zh, name_en, kind, programme, role, urgency,
                    accept_limit, dispatch_limit, handle_limit, check_limit, version)
        VALUES ('0107', 'x', 'x', 'event', 'seven_fields', 'r', 'routine', 'x', 'x', 'x', 'x', 1)
        """,
        """
        tickets (id, number, status, handling_level, grid_code, street_code, kind, category, programme, role, urgency, source,
                 description, filed_by, filed_at, filed_day, accepted_at, accepted_day, updated_at, version,
                 alerted, reply_due, wake_at, woken_at, events)
        SELECT id, '410103003-20120514-000' || id, 'accepted', 1, '410103003', '410103003', 'event', '0107', 'seven_fields', 'r', 'routine',
               'patrol', 'x', 1, 1, 20120514, CASE id WHEN 1 THEN 2 END, 20120514, 2, 2,
               CAST(CASE id WHEN 1 THEN 1 WHEN 2 THEN 2 END AS INTEGER), 19, 20, 21, 22
          FROM (SELECT 1 AS id UNION ALL SELECT 2 UNION ALL SELECT 3) AS ids
        """,
        "ticket_numbers (street_code, day, last) VALUES ('410103003', 20120514, 3)",
        "ticket_secrets (ticket_id, sealed) VALUES (3, 'k2.x')",
        """
        counter_changes (counter, grid_code, day, category, programme, role, n)
        VALUES ('due', '410103003', 20120514, '0107', 'seven_fields', 'r', -1)
        """,
        """
        counters (counter, detail, grain, digits, grid_code, day, category, programme, role, n)
        VALUES ('due', 'category', 'day', 9, '410103003', 20120514, '0107', 'seven_fields', 'r', 23)
        """,
        "assessment_runs (kind, from_day, reached, begun_at) VALUES ('day', 20120514, '4101', 1)",
        "assessment_corrections (id, seq, looked_at) VALUES (1, 1, 24)",
        $"planted_seeds (name, checksum, planted_at) VALUES ('x.csv', '{Hash}', 25)",
        "ticket_terms (ticket_id, version, started_at, dispatch_limit, handle_limit, check_limit) VALUES (1, 2, 2, 'x', 'x', 'x')",
        "ticket_checks (ticket_id, version, day, at, action) VALUES (1, 2, 20120514, 2, 'pass')",
        "ticket_reporters (ticket_id, position, sealed) VALUES (1, 1, 'k1.x')",
        "protection_keys (name, xml) VALUES ('a', 'k1.x')",
        $"{Event}, 'file', 1)",
    ];

    const string Event = $"""
        journal (at, day, subject_kind, subject, grid_code, position, hash, action, version)
        VALUES (1, 20120514, 'ticket', '1', '410103003', 1, '{Hash}'
        """;

    const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    IReadOnlyList<Migration> BuiltIn => Migration.BuiltIn(engine.Dialect);

    Task Start(params Migration[] later) => engine.Migrate([.. BuiltIn, .. later], CancellationToken.None);

    Task<List<string>> Applied() => db.Read(tx => tx.Query<string>("SELECT checksum FROM schema_migrations ORDER BY number"));

    /// <summary>Gives the database the record of the 41 files.</summary>
    Task MakeOld(int upTo = 37) => db.Write(async tx =>
    {
        await tx.Execute("DELETE FROM schema_migrations");
        foreach (var (number, name, checksum) in LegacySchemaRecord.OfFiles(tx.Dialect.Name).Where(file => file.Number <= upTo))
        {
            await tx.Execute("INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, 1)",
                new { Number = number, Name = name, Checksum = checksum });
        }
    });

    async Task ShouldBeRefused(string because)
    {
        var before = await Applied();
        (await Should.ThrowAsync<SchemaException>(() => Start())).Message.ShouldContain(because);
        (await Applied()).ShouldBe(before);
    }

    [Fact]
    public async Task A_complete_legacy_database_gets_the_baseline_record_and_then_new_migrations()
    {
        await MakeOld();
        (await Should.ThrowAsync<SchemaException>(() => engine.RequireSchema(BuiltIn, CancellationToken.None)))
            .Message.ShouldContain("Start this one on it once");

        var later = new Migration(900, "later", "CREATE TABLE later (id {id_key});");
        await Start(later);
        (await Applied()).ShouldBe([.. BuiltIn.Select(migration => migration.Checksum), later.Checksum]);
        await engine.RequireSchema([.. BuiltIn, later], CancellationToken.None);
        (await db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM later"))).ShouldBe(0);
        (await db.Read(tx => tx.Query<string>("SELECT number FROM tickets"))).Count.ShouldBe(3);
        await Start(later);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Rows_keep_their_values_under_the_new_names(bool files)
    {
        if (files)
            await MakeOld();
        await Start();
        (await Applied()).ShouldBe(BuiltIn.Select(migration => migration.Checksum));
        foreach (var (columns, table, values) in Renamed)
        {
            (await db.Read(tx => tx.Query<string>($"SELECT CAST({columns} AS TEXT) FROM {table}")))
                .ShouldBe(values.Split(", "), ignoreOrder: true, columns);
        }
    }

    static readonly (string Columns, string Table, string Values)[] Renamed =
    [
        ("must_change_password", "people", "1"),
        ("previous_to_day", "appointment_ends", "99991231"),
        ("used_at", "refresh_tokens", "11"),
        ("decayed_until", "sign_in_attempts", "12"),
        ("ended_at", "password_resets", "14"),
        ("used_at", "recovery_codes", "15"),
        ("master_key || reencrypted_at", "data_keys", "0123456789abcdef16"),
        ("last_ticket_id || ' ' || changed_tickets", "calendar_changes", "17 18"),
        ("id || ' ' || coalesce(alerted_light, 'none')", "tickets", "1 yellow, 2 red, 3 none"),
        ("reply_due_at || ' ' || next_wake_up_at || ' ' || processed_until || ' ' || event_count", "tickets WHERE id = 1", "19 20 21 22"),
        ("last_number", "ticket_numbers", "3"),
        ("encrypted", "ticket_reporters", "k1.x"),
        ("encrypted", "ticket_secrets", "k2.x"),
        ("started_at", "ticket_closing_limits", "2"),
        ("delta", "counter_changes", "-1"),
        ("code_length || ' ' || count", "counters", "9 23"),
        ("last_grid_code", "assessment_runs", "4101"),
        ("checked_at", "assessment_corrections", "24"),
        ("name || ' ' || applied_at", "seed_files", "x.csv 25"),
    ];

    [Fact]
    public async Task One_that_was_taken_over_has_the_tables_indexes_and_functions_of_a_new_one()
    {
        await Start();
        var other = Directory.CreateDirectory(Path.Combine(folder, "new")).FullName;
        await using var made = TestStore.OpenEmpty(other);
        await made.Migrate(BuiltIn, CancellationToken.None);
        (await Objects(db)).ShouldBe(await Objects(new Db(made)), ignoreOrder: true);

        static Task<List<string>> Objects(Db db) => db.Read(tx => tx.Query<string>(tx.Dialect.Name == "sqlite"
            ? "SELECT type || ' ' || name FROM sqlite_master"
            : """
              SELECT n.nspname || '.' || c.relname
                FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
               WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg%'
              UNION ALL
              SELECT n.nspname || '.' || p.proname
                FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
               WHERE n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg%'
              """));
    }

    [Theory]
    [InlineData(36)]
    [InlineData(1)]
    public async Task An_incomplete_legacy_database_is_refused(int upTo)
    {
        await MakeOld(upTo);
        await ShouldBeRefused("unfinished pre-release version of GridGov. Start the last build with its migrations");
    }

    [Fact]
    public async Task A_legacy_database_with_a_different_migration_is_refused()
    {
        await MakeOld();
        await db.Write(tx => tx.Execute("UPDATE schema_migrations SET checksum = 'other' WHERE number = 28"));
        await ShouldBeRefused("unfinished pre-release version of GridGov");
    }

    [Theory]
    [InlineData("DROP INDEX tickets_by_cell", "tickets_by_cell")]
    [InlineData("DROP INDEX tickets_by_wake", "tickets_by_wake")]
    [InlineData("DROP INDEX tickets_supervised; CREATE INDEX tickets_supervised ON tickets (id)", "tickets_supervised")]
    [InlineData("CREATE INDEX mine ON people (name)", "mine")]
    [InlineData("DROP TABLE planted_seeds", "planted_seeds")]
    [InlineData("ALTER TABLE ticket_secrets RENAME COLUMN sealed TO secret", "sealed")]
    [InlineData("CREATE TABLE mine (id BIGINT)", "mine.id")]
    [InlineData("ALTER TABLE people ADD COLUMN more TEXT", "with column people.more")]
    [InlineData("ALTER TABLE people DROP COLUMN phone; ALTER TABLE people ADD COLUMN phone BIGINT NULL", "people.phone")]
    [InlineData("ALTER TABLE people DROP COLUMN phone; ALTER TABLE people ADD COLUMN phone TEXT NULL CHECK (length(phone) < 99)", "99")]
    [InlineData("ALTER TABLE sessions ADD COLUMN person BIGINT REFERENCES people (id)", "sessions.person")]
    public async Task A_legacy_database_with_a_changed_schema_is_refused(string sql, string difference)
    {
        await MakeOld();
        foreach (var statement in sql.Split(';'))
            await db.Write(tx => tx.Execute(statement));
        await ShouldBeRefused(difference);
    }

    [Fact]
    public async Task A_legacy_database_with_a_rewritable_journal_is_refused()
    {
        await MakeOld();
        await db.Write(tx => tx.Execute("DROP TRIGGER journal_is_not_changed" + (tx.Dialect.Name == "postgres" ? " ON journal" : "")));
        await ShouldBeRefused("journal_is_not_changed");
    }

    [Theory]
    [InlineData("UPDATE ticket_reporters SET name = 'x'", "not encrypted")]
    [InlineData("UPDATE ticket_reporters SET phone = '123'", "not encrypted")]
    [InlineData("UPDATE protection_keys SET xml = '<key/>'", "not encrypted")]
    [InlineData("DELETE FROM ticket_terms", "Begin with a new database")]
    [InlineData("UPDATE ticket_terms SET started_at = 3", "Begin with a new database")]
    [InlineData("UPDATE ticket_checks SET at = NULL", "Begin with a new database")]
    [InlineData($"INSERT INTO {Event}, 'reckon_deadlines', 1)", "Begin with a new database")]
    [InlineData("""
        INSERT INTO journal (at, day, subject_kind, subject, grid_code, action, version) VALUES (1, 20120514, 'ticket', '9', '*', 'file', 1)
        """, "before events were chained by hashes")]
    public async Task One_that_holds_what_is_not_read_any_more_is_refused(string sql, string because)
    {
        await MakeOld();
        (await db.Write(tx => tx.Execute(sql))).ShouldBe(1);
        await ShouldBeRefused(because);
    }
}
