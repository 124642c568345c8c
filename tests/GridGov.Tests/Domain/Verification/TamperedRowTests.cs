using GridGov.Data;
using GridGov.Data.Journal;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Encryption.Seals;
using GridGov.Host.Commands;
using GridGov.Tests.Domain.Events;
using GridGov.Tests.Features.Auth;

namespace GridGov.Tests.Domain.Verification;

/// <summary>Rows that were inserted, removed or rewritten past the program are found, also with heads and hashes that fit them.</summary>
public sealed class TamperedRowTests
{
    const string Person = "INSERT INTO people (id, username, name, grid_code, created_at, version) VALUES (7, 'intruder', 'x', '*', 1, 1)";

    const string Appointment = """
        INSERT INTO appointments (id, person_id, post, grid_code, from_day, created_at, version)
        SELECT 7, max(id), 'administrator', '*', 20100101, 1, 1 FROM people
        """;

    const string Key = """
        INSERT INTO api_keys (id, name, person_id, capabilities, grids, created_by, created_at, version)
        SELECT 7, 'x', max(id), 'ticket_unmask', '*', max(id), 1, 1 FROM people
        """;

    const string KeySecret = """
        INSERT INTO api_key_secrets (public_id, key_id, hash, created_at, expires_at)
        SELECT '123456789012', min(key_id), min(hash), 1, 9999999999999 FROM api_key_secrets
        """;

    const string Reset = """
        INSERT INTO password_resets (hash, person_id, created_at, expires_at)
        SELECT substr('0000000000000000000000000000000000000000000000000000000000000000', 1, 64), max(id), 1, 9999999999999 FROM people
        """;

    public static IEnumerable<object[]> Rows => TestStore.Cases(
    [
        [Person, new[] { "people 0000000000007: the program did not write this row", "people 0000000000007: no event explains this row" }],
        [Appointment, new[] { "appointments 0000000000007: the program did not", "appointments 0000000000007: no event explains this row" }],
        [Key, new[] { "api_keys 0000000000007: the program did not", "api_keys 0000000000007: no event explains this row" }],
        [KeySecret, new[] { "api_key_secrets", "the program did not write this row" }],
        [Reset, new[] { "password_resets", "the program did not write this row" }],
        ["DELETE FROM api_key_secrets", new[] { "api_key_secrets", "a row was removed" }],
        ["DELETE FROM row_seals WHERE table_name = 'people'", new[] { "people", "the program did not write this row" }],
        ["UPDATE row_seals SET owner = -owner WHERE table_name = 'appointments'", new[] { "appointments", "a row was removed" }],
        ["DELETE FROM ticket_reporters", new[] { "not as it was filed" }],
        ["UPDATE tickets SET address = 'x' WHERE confidential = 1", new[] { "not as it was filed" }],
        ["DELETE FROM ticket_secrets", new[] { "ticket_secrets was removed" }],
        ["DELETE FROM joint_participants", new[] { "joint_participants", "was removed" }],
        ["DELETE FROM ticket_pauses", new[] { "ticket_pauses", "was removed" }],
        ["UPDATE ticket_numbers SET last_number = last_number - 1", new[] { "numbers were given" }],
    ]);

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task An_inserted_or_removed_row_is_found(string sql, string[] found)
    {
        await using var street = await TamperedStreet.New();
        await street.Falsify(sql);
        var differences = await street.Differences();
        foreach (var each in found)
            differences.ShouldContain(difference => difference.Contains(each, StringComparison.Ordinal));
        (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(1);
    }

    [Fact]
    public async Task An_administrator_with_forged_events_and_audit_is_found()
    {
        await using var street = await TamperedStreet.New();
        await street.Falsify(Person);
        // The attacker has the program's source: the journal and the chain of the audit are right.
        await street.Db.Write(tx => Journal.Append(tx, new JournalEntry("person", new Id(7).ToString(), "*", "add", Actor: null, Version: 1)
        {
            Payload = new { Name = "x", Username = "intruder" },
        }));
        (await street.Differences()).ShouldContain("people 0000000000007: the program did not write this row");
    }

    [Fact]
    public async Task A_second_factor_that_was_removed_with_its_seal_is_found()
    {
        await using var street = await TamperedStreet.New();
        var officer = street.Street.PersonId("officer");
        await street.Db.Write(async tx =>
        {
            await tx.Execute("INSERT INTO second_factors (person_id, secret, begun_at, confirmed_at) VALUES (@officer, 'x', @Now, @Now)",
                new { officer, tx.Now });
            await SealedRows.Seal(tx, SealedTable.SecondFactors, officer);
            await Journal.Append(tx, new JournalEntry("person", officer.ToString(), street.Street.Street, "add_second_factor", officer, 1));
        });
        (await street.Differences()).ShouldBeEmpty();
        await street.Falsify("DELETE FROM second_factors");
        (await street.Differences()).ShouldContain(each => each.Contains("a row was removed", StringComparison.Ordinal));
        var last = await street.Db.Read(tx => tx.QuerySingle<long>("SELECT max(number) FROM row_seals"));
        await street.Falsify("DELETE FROM row_seals WHERE table_name = 'second_factors'");
        var differences = await street.Differences();
        differences.ShouldContain($"person: second_factors {officer.Value} was removed");
        differences.ShouldContain(each => each.EndsWith("row seals were made, and there are " + (last - 1), StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_earlier_password_that_was_put_back_is_found_with_its_own_seal_too()
    {
        await using var street = await TamperedStreet.New();
        var head = (await street.Db.Read(tx => tx.Query("SELECT number, key_id, mac FROM row_seal_head",
            c => new { Number = c.Long(), KeyId = c.Int(), Mac = c.Text() }))).ShouldHaveSingleItem();
        var officer = street.Street.PersonId("officer");
        var hash = await street.Db.Read(tx => tx.QuerySingle<string>("SELECT password_hash FROM people WHERE id = @officer", new { officer }));
        (await (await street.Street.Admin()).Put($"/v1/people/{officer}/password", new { password = "eleven green lamps" }, version: 1))
            .ShouldBe(System.Net.HttpStatusCode.NoContent);
        await street.Falsify("UPDATE people SET password_hash = @hash, must_change_password = 0 WHERE id = @officer", new { hash, officer });
        (await street.Differences()).ShouldContain(each => each.Contains("one of them was changed", StringComparison.Ordinal));
        (await street.Seal()).ShouldBe(1);

        await street.Falsify("DELETE FROM row_seals WHERE number > @Number", head);
        (await street.Differences()).ShouldContain(each => each.Contains("row seals were made, and there are", StringComparison.Ordinal));
        await street.Falsify("UPDATE row_seal_head SET number = @Number, key_id = @KeyId, mac = @Mac", head);
        (await street.Differences()).ShouldContain(each =>
            each.StartsWith("seals: row seal", StringComparison.Ordinal) && each.Contains("seal 3 counts", StringComparison.Ordinal));
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(1);
    }

    [Fact]
    public async Task A_seal_that_is_copied_to_the_end_is_found()
    {
        await using var street = await TamperedStreet.New();
        await street.Falsify("""
            INSERT INTO row_seals (number, table_name, owner, row_key, key_id, row_mac, mac)
            SELECT (SELECT max(number) + 1 FROM row_seals), table_name, owner, row_key, key_id, row_mac, mac FROM row_seals WHERE number = 1
            """);
        await street.Falsify("UPDATE row_seal_head SET number = number + 1");
        var differences = await street.Differences();
        differences.ShouldContain(each => each.Contains("was changed, or the one before it", StringComparison.Ordinal));
        differences.ShouldContain("seals: the number of the row seals was changed");
    }

    [Fact]
    public async Task A_password_that_was_set_by_the_program_is_no_difference()
    {
        await using var street = await TamperedStreet.New();
        var admin = await street.Street.Admin();
        var person = await street.Street.WithPassword("officer");
        person.ShouldNotBeEmpty();
        (await street.Differences()).ShouldContain(each => each.Contains("one of them was changed", StringComparison.Ordinal));
        (await admin.Put($"/v1/people/{street.Street.PersonId("officer")}/password", new { password = "eleven green lamps" }, version: 1))
            .ShouldBe(System.Net.HttpStatusCode.NoContent);
        (await street.Differences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_one_time_token_that_was_ended_and_is_valid_again_is_found()
    {
        await using var street = await TamperedStreet.New();
        var admin = await street.Street.Admin();
        for (var i = 0; i < 2; i++)
            (await admin.Post($"/v1/people/{street.Street.PersonId("officer")}/password-reset", null)).ShouldBeOk();
        (await street.Differences()).ShouldBeEmpty();
        await street.Falsify("UPDATE password_resets SET ended_at = NULL WHERE ended_at IS NOT NULL");
        (await street.Differences()).ShouldHaveSingleItem().ShouldContain("one of them was changed");
    }

    public static IEnumerable<object[]> Reporters => TestStore.Cases(
    [
        ["UPDATE ticket_reporters SET encrypted = NULL"],
        ["UPDATE ticket_reporters SET encrypted = NULL, phone_hash = NULL, anonymised_at = 1"],
        ["UPDATE ticket_reporters SET phone_hash = NULL"],
        ["UPDATE ticket_reporters SET phone_hash = substr(phone_hash, 1, 10) || 'x'"],
    ]);

    [Theory]
    [MemberData(nameof(Reporters))]
    public async Task A_reporter_who_cannot_be_read_or_found_any_more_is_found(string sql)
    {
        await using var street = await TamperedStreet.New();
        var broken = new List<string>();
        await EncryptionAudit.Run(street.Db, broken.Add, default);
        broken.ShouldBeEmpty();
        await street.Falsify(sql);
        await EncryptionAudit.Run(street.Db, broken.Add, default);
        broken.ShouldContain(place => place.StartsWith("ticket_reporters/", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE tickets SET due_day = 20261399")]
    [InlineData("UPDATE tickets SET status = 'unknown'")]
    public async Task A_value_that_cannot_be_read_is_a_difference(string sql)
    {
        await using var street = await TamperedStreet.New();
        await street.Falsify(sql);
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(1);
        (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(1);
    }

    [Fact]
    public async Task Audit_entries_that_were_cut_with_the_head_set_back_are_found()
    {
        await using var street = await TamperedStreet.New();
        var entries = await street.Db.Read(tx => tx.QuerySingle<long>("SELECT entries FROM audit_head"));
        await street.Falsify("DELETE FROM audit WHERE seq > @Last", new { Last = entries - 3 });
        await street.Falsify(
            "UPDATE audit_head SET entries = @Last, hash = (SELECT hash FROM audit WHERE seq = @Last)", new { Last = entries - 3 });
        (await street.Differences()).ShouldContain(each => each.StartsWith($"audit {entries - 2} cut", StringComparison.Ordinal));
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(1);
        (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(1);
    }

    [Fact]
    public async Task A_ticket_that_was_cut_off_the_end_with_all_its_traces_is_found_and_no_rebuild_hides_it()
    {
        await using var street = await TamperedStreet.New();
        var counters = "SELECT CAST(coalesce(sum(count), 0) AS BIGINT) FROM counters";
        var before = await street.Db.Read(tx => tx.QuerySingle<long>(counters));
        (await (await street.Street.Worker()).Post("/v1/tickets", new { category = "0107", description = "路灯不亮" })).ShouldBeCreated();
        (await street.Seal()).ShouldBe(1);
        await street.Db.Write(async tx =>
        {
            var ticket = await tx.QuerySingle<Id>("SELECT max(id) FROM tickets");
            await tx.Execute("DELETE FROM ticket_clocks WHERE ticket_id = @Ticket", new { Ticket = ticket });
            await tx.Execute("DELETE FROM journal WHERE subject = @Subject", new { Subject = ticket.ToString() });
            await tx.Execute("DELETE FROM tickets WHERE id = @Ticket", new { Ticket = ticket });
            await tx.Execute("UPDATE ticket_numbers SET last_number = last_number - 1");
        });
        (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(1);
        // The counters still have the ticket.
        await GridGov.Domain.Statistics.Counters.CounterStore.Fold(street.Db, default);
        (await street.Db.Read(tx => tx.QuerySingle<long>(counters))).ShouldBeGreaterThan(before);
        (await street.Differences()).ShouldHaveSingleItem().ShouldContain("(cut): seal 3 counts");
    }

    [Fact]
    public async Task A_chain_that_was_rewritten_with_its_head_is_found_before_the_last_seal_and_not_after_it()
    {
        await using var street = await TamperedStreet.New();
        await Rewrite(street);
        (await street.Differences()).ShouldHaveSingleItem().ShouldContain("it is not what seal 2 recorded");

        await using var later = await TamperedStreet.New();
        await later.Comment("x");
        await Rewrite(later);
        // Nothing but the next seal would have kept it.
        (await later.Differences()).ShouldBeEmpty();
        (await later.Seal()).ShouldBe(1);
        await Rewrite(later);
        (await later.Differences()).ShouldHaveSingleItem().ShouldContain("it is not what seal 3 recorded");
    }

    /// <summary>Gives the ticket's last event another actor, with the hashes that fit it.</summary>
    static Task Rewrite(TamperedStreet street) => street.Db.Write(async tx =>
    {
        var events = await JournalRows.Of(tx, street.Victim.Ticket);
        var (last, before) = (events[^1], events[^2]);
        JournalRow forged = last with { ActorId = last.ActorId == street.Victim.Person ? null : street.Victim.Person };
        var hash = EventChain.HashOf(forged, last.Position!.Value, before.Hash);
        await tx.Execute("UPDATE journal SET actor_id = @ActorId, hash = @hash WHERE seq = @Seq", new { forged.ActorId, hash, last.Seq });
        var id = Features.Tickets.TicketSteps.IdOf(last.Subject);
        await tx.Execute("UPDATE tickets SET head_hash = @hash WHERE id = @id", new { hash, id });
    });
}
