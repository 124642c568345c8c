using System.Net;
using GridGov.Domain;
using GridGov.Domain.Events;
using GridGov.Features.Assessments.Schemes;
using GridGov.Host;
using GridGov.Security;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Host;

public class OperationsTests
{
    [Fact]
    public async Task Health_is_readable_anonymously()
    {
        ((string)(await App.Shared.Nobody().Get("/health/live")).ShouldBeOk()["status"]!).ShouldBe("live");
        ((string)(await App.Shared.Nobody().Get("/health/ready")).ShouldBeOk()["status"]!).ShouldBe("ready");
    }

    [Fact]
    public async Task An_unknown_address_gives_a_problem() =>
        (await App.Shared.Nobody().Get("/v1/nothing-here")).ShouldRefuse(HttpStatusCode.NotFound, "no-such-operation");

    [Fact]
    public async Task An_empty_database_gets_one_administrator_with_a_one_time_password()
    {
        await using var app = new App();
        // The first start created the administrator; a second start creates none.
        (await Startup.CreateFirstAdministrator(app.Db, app.Services.GetRequiredService<PasswordHashing>(), default)).ShouldBeNull();
        (await app.Db.Read(tx => tx.Query<(string, int, string)>("""
            SELECT p.username, p.must_change_password, a.post || ' ' || a.grid_code FROM people p JOIN appointments a ON a.person_id = p.id
            """))).ShouldBe([("admin", 1, "administrator *")]);

        // The printed password is the valid one.
        await app.Db.Write(async tx =>
        {
            await tx.Execute("DELETE FROM appointments");
            await tx.Execute("DELETE FROM people");
        });
        var password = (await Startup.CreateFirstAdministrator(app.Db, app.Services.GetRequiredService<PasswordHashing>(), default))
            .ShouldNotBeNull();
        var signedIn = (await app.Nobody().Post("/v1/auth/sign-in", new { username = "admin", password })).ShouldBeOk();
        ((bool)signedIn["person"]!["mustChangePassword"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task Stored_responses_are_removed_after_72_hours()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await street.App.Db.Write(async tx =>
        {
            for (var i = 0; i < 1203; i++)
            {
                await tx.Execute("""
                    INSERT INTO idempotency_keys (caller, idempotency_key, fingerprint, status, created_at)
                    VALUES (1, @Key, @Fingerprint, 200, @At)
                    """, new { Key = $"k{i}", Fingerprint = new string('a', 64), At = tx.Now - TimeSpan.FromHours(i < 1200 ? 73 : 71) });
            }
        });
        await ExpiredDataCleanup.RemoveExpired(app.Db, default);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM idempotency_keys"))).ShouldBe(3);
    }

    [Fact]
    public async Task The_journal_cannot_be_rewritten()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        await app.Db.Write(tx => Journal.Append(tx, new JournalEntry("grid", street.Grid, street.Grid, "test", Actor: null, Version: 1)));
        await Should.ThrowAsync<Exception>(() => app.Db.Write(tx => tx.Execute("UPDATE journal SET action = 'x'")));
        await Should.ThrowAsync<Exception>(() => app.Db.Write(tx => tx.Execute("DELETE FROM journal")));
        await Should.ThrowAsync<Exception>(() => app.Db.Write(tx => tx.Execute("INSERT OR REPLACE INTO journal SELECT * FROM journal")));
    }

    [Fact]
    public async Task The_seeds_are_planted_and_planting_again_changes_nothing()
    {
        await using var app = new App();
        await app.Db.Write(tx => tx.Execute("UPDATE categories SET name_zh = 'ours' WHERE code = '01'"));
        // As a program does whose files are others than those that were planted.
        await app.Db.Write(tx => tx.Execute("UPDATE seed_files SET checksum = @Other", new { Other = new string('0', 64) }));
        await ReferenceSeeds.Apply(app.Db, default);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM service_roles"))).ShouldBe(10);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM categories WHERE length(code) = 2"))).ShouldBe(10);
        (await app.Db.Read(tx => tx.QuerySingle<string>("SELECT name_zh FROM categories WHERE code = '01'"))).ShouldBe("ours");
    }

    [Fact]
    public async Task An_older_database_gets_new_categories_and_missing_criteria_and_keeps_what_the_owner_changed()
    {
        await using var app = new App();
        await app.Db.Write(async tx =>
        {
            // As before the criteria and the newest categories; 0109 is the owner's own, and 0302 has the owner's criteria.
            await tx.Execute("UPDATE categories SET filing_criteria = NULL, closing_criteria = NULL, basis = NULL");
            await tx.Execute("UPDATE categories SET closing_criteria = 'ours', accept_limit = '1 urgent_hours' WHERE code = '0302'");
            await tx.Execute("UPDATE categories SET name_zh = '共享单车' WHERE code = '0109'");
            await tx.Execute("DELETE FROM categories WHERE code = '0605'");
            await tx.Execute("UPDATE seed_files SET checksum = @Other WHERE name = 'categories.csv'", new { Other = new string('0', 64) });
        });
        await ReferenceSeeds.Apply(app.Db, default);
        (await Value("SELECT name_zh FROM categories WHERE code = '0605' AND confidential = 1")).ShouldBe("非法集资");
        (await Value("SELECT closing_criteria FROM categories WHERE code = '0302'")).ShouldBe("ours");
        (await Value("SELECT accept_limit FROM categories WHERE code = '0302'")).ShouldBe("1 urgent_hours");
        (await Value("SELECT filing_criteria FROM categories WHERE code = '0302' AND version = 2")).ShouldStartWith("消防通道堵塞");
        (await Value("SELECT filing_criteria FROM categories WHERE code = '0109'")).ShouldBeNull("it is another category with that code");

        await app.Db.Write(tx => tx.Execute("UPDATE seed_files SET checksum = @Other", new { Other = new string('1', 64) }));
        await ReferenceSeeds.Apply(app.Db, default);
        (await Value("SELECT code FROM categories WHERE version > 2")).ShouldBeNull("nothing was missing");

        Task<string?> Value(string sql) => app.Db.Read(tx => tx.QuerySingle<string?>(sql));
    }

    [Fact]
    public async Task A_seed_is_planted_again_only_when_its_file_has_changed()
    {
        await using var app = new App();
        await app.Db.Write(tx => tx.Execute("DELETE FROM assessment_schemes"));
        await SchemeSeeds.Apply(app.Db, default);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM assessment_schemes"))).ShouldBe(0);

        await app.Db.Write(tx => tx.Execute("UPDATE seed_files SET checksum = @Other WHERE name = 'assessment_schemes.csv'",
            new { Other = new string('0', 64) }));
        await SchemeSeeds.Apply(app.Db, default);
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM assessment_schemes"))).ShouldBe(SchemeSeeds.Read().Count());
    }
}
