using GridGov.Data;
using GridGov.Data.Journal;
using GridGov.Domain.Tickets.Search;
using GridGov.Encryption;
using GridGov.Encryption.Seals;
using GridGov.Host;
using GridGov.Host.Commands;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Domain.Verification;

/// <summary>Seals are made once, are found missing or changed, and a file elsewhere shows what nothing in the database can.</summary>
public sealed class SealTests
{
    static Task<long> CountSeals(App app) => app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM seals"));

    [Fact]
    public async Task Seals_are_only_added()
    {
        await using var app = new App();
        _ = app.Server;
        foreach (var sql in new[]
        {
            "UPDATE seals SET at = 1", "DELETE FROM seals", "INSERT OR REPLACE INTO seals SELECT * FROM seals", "TRUNCATE seals",
            "DELETE FROM seal_head", "UPDATE seal_head SET number = number - 1", "TRUNCATE seal_head",
            "UPDATE row_seals SET row_mac = NULL", "DELETE FROM row_seals", "INSERT OR REPLACE INTO row_seals SELECT * FROM row_seals",
            "TRUNCATE row_seals", "DELETE FROM row_seal_head", "UPDATE row_seal_head SET number = number - 1", "TRUNCATE row_seal_head",
        })
        {
            (await Should.ThrowAsync<Exception>(() => app.Db.Write(tx => tx.Execute(sql)))).Message
                .ShouldMatch(sql.StartsWith("TRUNCATE", StringComparison.Ordinal) || sql.StartsWith("INSERT", StringComparison.Ordinal)
                    ? "append-only|syntax"
                    : "append-only|CHECK|check", sql);
        }
    }

    [Fact]
    public async Task A_seal_is_made_once_for_all_processes_while_there_is_something_new()
    {
        var clock = TestClock.Starting("2026-11-16 09:00");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        await using var second = app.StartSecondServer();
        _ = second.Server;
        await SealChain.Make(app.Db, TimeSpan.Zero, default);
        var before = await CountSeals(app);
        (await SealChain.Make(app.Db, TimeSpan.Zero, default)).ShouldBe(0, "nothing is new");
        (await (await street.Worker()).Post("/v1/tickets", new { category = "0107", description = "路灯不亮" })).ShouldBeCreated();
        (await SealChain.Make(second.Db, SealWorker.Every, default)).ShouldBe(0, "the last one is too young");
        clock.Move(SealWorker.Every);
        (await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
            SealChain.Make((i % 2 == 0 ? app : second).Db, SealWorker.Every, default))))).Sum().ShouldBe(1);
        (await CountSeals(app)).ShouldBe(before + 1);
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
    }

    [Fact]
    public async Task The_process_with_the_background_workers_seals_at_its_start_and_at_its_stop()
    {
        await using var app = new App(TestClock.Starting("2026-11-16 09:00"));
        var street = await TestStreet.New(app);
        (await (await street.Worker()).Post("/v1/tickets", new { category = "0107", description = "路灯不亮" })).ShouldBeCreated();
        var before = await CountSeals(app);
        var worker = app.StartSecondServer(withWorkers: true);
        _ = worker.Server;
        for (var i = 0; i < 100 && await CountSeals(app) == before; i++)
            await Task.Delay(50);
        (await CountSeals(app)).ShouldBe(before + 1);
        (await (await street.Worker()).Post("/v1/tickets", new { category = "0107", description = "路灯不亮" })).ShouldBeCreated();
        await worker.DisposeAsync();
        (await CountSeals(app)).ShouldBe(before + 2);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT max(journal_events) FROM seals")))
            .ShouldBe(await app.Db.Read(tx => tx.QuerySingle<long>("SELECT max(seq) FROM journal")));
    }

    public static IEnumerable<object[]> Cuts => TestStore.Cases(
    [
        ["DELETE FROM seals WHERE number = 2", "2 seals were made, and there are 1"],
        ["DELETE FROM seals WHERE number = 2; UPDATE seal_head SET number = 1", "the number of the seals was changed"],
        ["DELETE FROM seals WHERE number = 1", "seal 1 is missing"],
        ["DELETE FROM seals; DELETE FROM seal_head", "the seals are missing"],
        ["DELETE FROM seal_head", "the seals are missing"],
        ["UPDATE seals SET audit_entries = audit_entries - 1 WHERE number = 2", "seal 2 was changed"],
        ["UPDATE seals SET at = at + 1 WHERE number = 1", "seal 1 was changed"],
        ["UPDATE seals SET key_id = 1", "seal 2 was changed"],
    ]);

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Seals_that_were_cut_or_changed_are_found(string sql, string found)
    {
        await using var street = await TamperedStreet.New();
        await street.Falsify(sql);
        (await street.Differences()).ShouldContain(each => each.Contains(found, StringComparison.Ordinal));
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(1);
    }

    [Fact]
    public async Task Nothing_is_sealed_after_seals_that_were_cut_or_changed()
    {
        await using var street = await TamperedStreet.New();
        await street.Falsify("DELETE FROM seals WHERE number = 2");
        await street.Falsify("UPDATE seal_head SET number = 1");
        await street.Falsify("DELETE FROM row_seals WHERE number > 3");
        await street.Falsify("UPDATE row_seal_head SET number = 3");
        await street.Comment("x");
        await Should.ThrowAsync<KeyException>(street.Seal);
        var officer = street.Street.PersonId("officer");
        (await (await street.Street.Admin()).Put($"/v1/people/{officer}/password", new { password = "eleven green lamps" }, version: 1))
            .ShouldBe(System.Net.HttpStatusCode.NoContent);
        var differences = await street.Differences();
        differences.ShouldContain("the number of the seals was changed");
        differences.ShouldContain("seals: the number of the row seals was changed");
    }

    [Fact]
    public async Task Seals_do_not_begin_a_second_time()
    {
        await using var street = await TamperedStreet.New();
        await street.Falsify(
            "DELETE FROM data_keys WHERE purpose = 'seal'; DELETE FROM seals; DELETE FROM seal_head; DELETE FROM row_seals; DELETE FROM row_seal_head");
        var settings = street.App.Services.GetRequiredService<Settings>();
        (await Should.ThrowAsync<KeyException>(() => DataKeys.Open(street.App.Engine, settings.Keys, default)))
            .Message.ShouldContain("The key of the seals was removed");
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(1);
    }

    [Fact]
    public async Task A_database_from_before_the_seals_has_its_rows_sealed_once()
    {
        await using var street = await TamperedStreet.New();
        await street.Falsify("""
            DELETE FROM data_keys WHERE purpose = 'seal'; DELETE FROM seals; DELETE FROM seal_head; DELETE FROM row_seals;
            DELETE FROM row_seal_head;
            UPDATE audit SET details = 'null' WHERE code = 'make_key'
            """);
        var settings = street.App.Services.GetRequiredService<Settings>();
        await DataKeys.Open(street.App.Engine, settings.Keys, default);
        // The audit differs, because this test made it the audit of an earlier version.
        (await street.Differences()).ShouldAllBe(each => each.StartsWith("audit ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Seals_from_before_the_chain_of_row_seals_stay_valid_and_it_begins_once()
    {
        await using var street = await TamperedStreet.New();
        // As an earlier version left it: its seals name no row seals.
        await street.Falsify("DELETE FROM row_seals; DELETE FROM row_seal_head; DELETE FROM seals; DELETE FROM seal_head");
        await street.Db.Write(async tx =>
        {
            var key = await tx.Cache<DataKeys>().Current(tx, KeyPurpose.Seal);
            var seal = new Seal
            {
                Number = 1, At = tx.Now, KeyId = key.Id, JournalEvents = 0, JournalHash = new JournalDigest().Hash, AuditEntries = 0, Mac = "",
            };
            await tx.Execute("""
                INSERT INTO seals (number, at, key_id, journal_events, journal_hash, audit_entries, mac)
                VALUES (@Number, @At, @KeyId, @JournalEvents, @JournalHash, @AuditEntries, @Mac)
                """, seal with { Mac = seal.ComputeMac(key, previous: null) });
            await SealHead.Seals.Set(tx, key, 1);
        });
        var settings = street.App.Services.GetRequiredService<Settings>();
        for (var i = 0; i < 2; i++)
            await DataKeys.Open(street.App.Engine, settings.Keys, default);
        (await CountSeals(street.App)).ShouldBe(2);
        (await street.Differences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_elsewhere_shows_a_database_that_was_rolled_back_with_its_seals()
    {
        await using var street = await TamperedStreet.New();
        var (older, newer) = (Path.Combine(street.App.Folder, "older.json"), Path.Combine(street.App.Folder, "newer.json"));
        (await Verify(street, save: older)).ShouldBe(0);
        var backup = await State(street);
        await street.Comment("x");
        (await street.Seal()).ShouldBe(1);
        (await Verify(street, against: older, save: newer)).ShouldBe(0);
        (await File.ReadAllTextAsync(newer)).ShouldContain("\"seal\": 3");

        await street.Db.Write(async tx =>
        {
            await tx.Execute("DELETE FROM journal WHERE seq > @Events; DELETE FROM seals WHERE number > @Number", backup);
            await tx.Execute("UPDATE seal_head SET number = @Number, mac = @Mac", backup);
            await tx.Execute("UPDATE tickets SET event_count = @EventCount, head_hash = @HeadHash WHERE id = @Ticket", backup);
        });
        // A database that is rolled back whole has the words of its comments.
        var words = await WordsAudit.Run(street.Db, (_, _) => { }, (_, _) => { }, default);
        await WordsAudit.Repair(street.Db, words.Differing, (_, _) => { }, default);
        (await Verify(street)).ShouldBe(0, "the database is what it was");
        (await Verify(street, against: older)).ShouldBe(0);
        (await Verify(street, against: newer, save: newer)).ShouldBe(1);
        (await File.ReadAllTextAsync(newer)).ShouldContain("\"seal\": 3", Case.Sensitive, "a file is not replaced after differences");

        // Another history of the same length is another database.
        await street.Comment("y");
        (await street.Seal()).ShouldBe(1);
        (await Verify(street)).ShouldBe(0);
        (await Verify(street, against: newer)).ShouldBe(1);
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_refused()
    {
        await using var app = new App();
        _ = app.Server;
        var file = Path.Combine(app.Folder, "heads.json");
        await Should.ThrowAsync<SettingsException>(() => VerifyCommand.Run(new VerifyCommand.Options { Against = file }, app.Arguments));
        await File.WriteAllTextAsync(file, "{}");
        await Should.ThrowAsync<SettingsException>(() => VerifyCommand.Run(new VerifyCommand.Options { Against = file }, app.Arguments));
    }

    static Task<int> Verify(TamperedStreet street, string? against = null, string? save = null) =>
        VerifyCommand.Run(new VerifyCommand.Options { Against = against, Save = save }, street.App.Arguments);

    static async Task<object> State(TamperedStreet street)
    {
        var ticket = Features.Tickets.TicketSteps.IdOf(street.Victim.Ticket);
        return await street.Db.Read(async tx => new
        {
            Events = await tx.QuerySingle<long>("SELECT max(seq) FROM journal"),
            Number = await tx.QuerySingle<long>("SELECT number FROM seal_head"),
            Mac = await tx.QuerySingle<string>("SELECT mac FROM seal_head"),
            EventCount = await tx.QuerySingle<long>("SELECT event_count FROM tickets WHERE id = @ticket", new { ticket }),
            HeadHash = await tx.QuerySingle<string>("SELECT head_hash FROM tickets WHERE id = @ticket", new { ticket }),
            Ticket = ticket,
        });
    }
}
