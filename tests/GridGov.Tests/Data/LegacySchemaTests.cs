using GridGov.Data;
using GridGov.Data.Migrations;

namespace GridGov.Tests.Data;

/// <summary>Databases from before the baseline: a complete one is migrated, any other is refused and left unchanged.</summary>
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

    /// <summary>Creates the baseline schema, which equals a complete legacy one, with a ticket in it.</summary>
    public async Task InitializeAsync()
    {
        await engine.Migrate([.. BuiltIn.Where(migration => migration.Number <= LegacySchema.LastOfBaseline)], CancellationToken.None);
        await db.Write(async tx =>
        {
            foreach (var row in ATicket)
                await tx.Execute("INSERT INTO " + row);
        });
    }

    public async Task DisposeAsync()
    {
        await engine.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    static readonly string[] ATicket =
    [
        "people (id, name, grid_code, created_at, version) VALUES (1, 'x', '*', 1, 1)",
        "grids (code, name, level, created_at, version) VALUES ('410103003', 'x', 1, 1, 1)",
        "service_roles (code, name_zh, name_en, position) VALUES ('r', 'x', 'x', 1)",
        """
        categories (code, name_zh, name_en, kind, programme, role, urgency,
                    accept_limit, dispatch_limit, handle_limit, check_limit, version)
        VALUES ('0107', 'x', 'x', 'event', 'seven_fields', 'r', 'routine', 'x', 'x', 'x', 'x', 1)
        """,
        """
        tickets (id, number, status, handling_level, grid_code, street_code, kind, category, programme, role, urgency, source,
                 description, filed_by, filed_at, filed_day, accepted_at, accepted_day, updated_at, version)
        VALUES (1, '410103003-20120514-0001', 'accepted', 1, '410103003', '410103003', 'event', '0107', 'seven_fields', 'r', 'routine',
                'patrol', 'x', 1, 1, 20120514, 2, 20120514, 2, 2)
        """,
        "ticket_terms (ticket_id, version, started_at, dispatch_limit, handle_limit, check_limit) VALUES (1, 2, 2, 'x', 'x', 'x')",
        "ticket_checks (ticket_id, version, day, at, action) VALUES (1, 2, 20120514, 2, 'pass')",
        "ticket_reporters (ticket_id, position, sealed) VALUES (1, 1, 'k1.x')",
        "protection_keys (name, xml) VALUES ('a', 'k1.x')",
        $"{Event}, 'file', 1)",
    ];

    const string Event = """
        journal (at, day, subject_kind, subject, grid_code, action, version)
        VALUES (1, 20120514, 'ticket', '1', '410103003'
        """;

    IReadOnlyList<Migration> BuiltIn => Migration.BuiltIn(engine.Dialect);

    Task Start(params Migration[] later) => engine.Migrate([.. BuiltIn, .. later], CancellationToken.None);

    Task<List<string>> Applied() => db.Read(tx => tx.Query<string>("SELECT checksum FROM schema_migrations ORDER BY number"));

    /// <summary>Replaces the migration record with that of the legacy series.</summary>
    Task MakeOld(int upTo = 37) => db.Write(async tx =>
    {
        await tx.Execute("DELETE FROM schema_migrations");
        foreach (var (number, name, checksum) in LegacySchemaRecord.Of(tx.Dialect.Name).Where(file => file.Number <= upTo))
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
        (await db.Read(tx => tx.QuerySingle<string>("SELECT number FROM tickets"))).ShouldBe("410103003-20120514-0001");
        await Start(later);
    }

    [Fact]
    public async Task The_comparison_leaves_no_objects_behind()
    {
        var baseline = BuiltIn.Where(migration => migration.Number <= LegacySchema.LastOfBaseline).ToList();
        for (var i = 0; i < 2; i++)
        {
            await MakeOld();
            await engine.Migrate(baseline, CancellationToken.None);
        }
        (await Applied()).ShouldBe(baseline.Select(migration => migration.Checksum));
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
    [InlineData("DROP INDEX tickets_alerted; CREATE INDEX tickets_alerted ON tickets (grid_code, id)", "tickets_alerted")]
    [InlineData("CREATE INDEX mine ON people (name)", "mine")]
    [InlineData("DROP TABLE planted_seeds", "planted_seeds")]
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
    public async Task A_legacy_database_with_data_that_is_no_longer_read_is_refused(string sql, string because)
    {
        await MakeOld();
        (await db.Write(tx => tx.Execute(sql))).ShouldBe(1);
        await ShouldBeRefused(because);
    }
}
