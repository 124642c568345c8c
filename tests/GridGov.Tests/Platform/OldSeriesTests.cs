using GridGov.Platform;
using GridGov.Platform.Data;

namespace GridGov.Tests;

/// <summary>Databases of the migrations before the baseline: a complete one is taken over, any other is refused and left as it is.</summary>
public sealed class OldSeriesTests : IAsyncLifetime
{
    readonly App app = new();

    public Task InitializeAsync() => Town.New(app);

    public async Task DisposeAsync() => await app.DisposeAsync();

    IReadOnlyList<Migration> BuiltIn => Migration.BuiltIn(app.Engine.Dialect);

    Task Start(params Migration[] later) => app.Engine.Migrate([.. BuiltIn, .. later], CancellationToken.None);

    Task<List<int>> Applied() => app.Db.Read(tx => tx.List<int>("SELECT number FROM schema_migrations ORDER BY number"));

    /// <summary>Gives the database the record of the old series.</summary>
    Task MakeOld(int upTo = 37) => app.Db.Write(async tx =>
    {
        await tx.Run("DELETE FROM schema_migrations");
        foreach (var (number, name, checksum) in OldSeriesRecord.Of(tx.Dialect.Name).Where(file => file.Number <= upTo))
        {
            await tx.Run("INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES (@Number, @Name, @Checksum, 1)",
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
    public async Task A_complete_one_gets_the_record_of_the_baseline_and_then_what_is_new()
    {
        var grids = await app.Db.Read(tx => tx.List<string>("SELECT code FROM grids ORDER BY code"));
        await MakeOld();
        (await Should.ThrowAsync<SchemaException>(() => app.Engine.RequireSchema(BuiltIn, CancellationToken.None)))
            .Message.ShouldContain("Start this one on it once");

        await Start(new Migration(900, "later", "CREATE TABLE later (id {id_key});"));
        (await Applied()).ShouldBe([.. BuiltIn.Select(migration => migration.Number), 900]);
        (await app.Db.Read(tx => tx.List<string>("SELECT checksum FROM schema_migrations WHERE number < 900 ORDER BY number")))
            .ShouldBe(BuiltIn.Select(migration => migration.Checksum));
        (await app.Db.Read(tx => tx.One<long>("SELECT count(*) FROM later"))).ShouldBe(0);
        (await app.Db.Read(tx => tx.List<string>("SELECT code FROM grids ORDER BY code"))).ShouldBe(grids);
    }

    [Fact]
    public async Task Nothing_of_the_comparison_stays_behind()
    {
        await MakeOld();
        await Start();
        await app.Engine.RequireSchema(BuiltIn, CancellationToken.None);
        await Start();
        (await app.Store.FaultOf("SELECT code FROM gridgov_baseline.grids")).ShouldNotBeNull();
        (await app.Store.FaultOf("SELECT code FROM grids")).ShouldBeNull();
    }

    [Theory]
    [InlineData(36)]
    [InlineData(1)]
    public async Task An_incomplete_one_is_refused(int upTo)
    {
        await MakeOld(upTo);
        await ShouldBeRefused("unfinished pre-release version of GridGov. Start the last build with its migrations");
    }

    [Fact]
    public async Task One_with_another_text_of_a_migration_is_refused()
    {
        await MakeOld();
        await app.Db.Write(tx => tx.Run("UPDATE schema_migrations SET checksum = @Other WHERE number = 28", new { Other = new string('0', 64) }));
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
    public async Task One_whose_schema_was_changed_is_refused(string sql, string difference)
    {
        await MakeOld();
        foreach (var statement in sql.Split(';'))
            await app.Db.Write(tx => tx.Run(statement));
        await ShouldBeRefused(difference);
    }

    [Fact]
    public async Task One_whose_journal_could_be_rewritten_is_refused()
    {
        await MakeOld();
        await app.Db.Write(tx => tx.Run("DROP TRIGGER journal_is_not_changed" + (tx.Dialect.Name == "postgres" ? " ON journal" : "")));
        await ShouldBeRefused("journal_is_not_changed");
    }

    [Theory]
    [InlineData("UPDATE ticket_reporters SET name = 'x'", "not encrypted")]
    [InlineData("UPDATE ticket_reporters SET phone = '123'", "not encrypted")]
    [InlineData("INSERT INTO protection_keys (name, xml) VALUES ('x', '<key/>')", "not encrypted")]
    [InlineData("DELETE FROM ticket_terms", "Begin with a new database")]
    [InlineData("UPDATE ticket_terms SET started_at = started_at + 1", "Begin with a new database")]
    [InlineData("INSERT INTO ticket_checks (ticket_id, version, day, action) SELECT id, 9, 20260101, 'pass' FROM tickets", "Begin with a new database")]
    [InlineData("UPDATE journal SET action = 'reckon_deadlines' WHERE action = 'accept'", "Begin with a new database")]
    public async Task One_that_holds_what_is_not_read_any_more_is_refused(string sql, string because)
    {
        var town = await Town.New(app);
        var ticket = (await (await town.Worker()).Post("/v1/tickets",
            new { category = "0107", description = "路灯不亮", reporter = new { name = "王芳", phone = "13803710001" } })).ShouldBeCreated();
        (await (await town.Dispatcher()).Post($"/v1/tickets/{ticket.Id}/accept", new { }, ticket.Version)).ShouldBeOk();
        await MakeOld();
        await Start();

        await MakeOld();
        if (sql.StartsWith("UPDATE journal", StringComparison.Ordinal))
            await RewriteJournal(sql);
        else
            (await app.Db.Write(tx => tx.Run(sql))).ShouldBeGreaterThan(0);
        await ShouldBeRefused(because);
    }

    /// <summary>With the trigger that forbids it taken off and put back, so that the schema is as before.</summary>
    Task RewriteJournal(string sql) => app.Db.Write(async tx =>
    {
        var trigger = tx.Dialect.Name == "postgres"
            ? (await tx.One<string>("SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'journal_is_not_changed'"))!
            : (await tx.One<string>("SELECT sql FROM sqlite_master WHERE name = 'journal_is_not_changed'"))!;
        await tx.Run("DROP TRIGGER journal_is_not_changed" + (tx.Dialect.Name == "postgres" ? " ON journal" : ""));
        (await tx.Run(sql)).ShouldBeGreaterThan(0);
        await tx.Run(trigger);
    });
}
