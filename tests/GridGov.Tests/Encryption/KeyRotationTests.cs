using GridGov.Domain.PersonalData;
using GridGov.Encryption;
using GridGov.Host.Commands;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Encryption;

/// <summary>The rotation of keys and of the master key beside a running server.</summary>
public sealed class KeyRotationTests : EncryptionKeyTest
{
    [Fact]
    public async Task A_rotation_encrypts_all_data_anew_beside_a_running_server_except_undecryptable_data()
    {
        var street = await TestStreet.New(app);
        var (reported, confidential) = await FileReportedAndConfidential(street);
        (await Keys("rotate")).ShouldBe(0, output.ToString());
        output.ToString().ShouldContain("Key 5 encrypts from now on");
        (await app.Store.PlacesOf("k1.")).ShouldNotBeEmpty("an event of the confidential ticket");
        (string, string)[] columns =
        [
            ("ticket_reporters", "encrypted"), ("ticket_secrets", "encrypted"), ("protection_keys", "xml"), ("idempotency_keys", "body"),
        ];
        foreach (var (table, column) in columns)
        {
            var keys = (await app.Db.Read(tx => tx.Query<string>($"SELECT {column} FROM {table}"))).Select(FieldEncryption.KeyIdOf)
                .Distinct();
            keys.ShouldBe([5], table);
        }
        (await app.Db.Read(tx => tx.Query<string>("SELECT phone_hash FROM ticket_reporters")))
            .ShouldAllBe(hash => hash.StartsWith("h6.", StringComparison.Ordinal));
        await CanBeRead(street, reported, confidential);
        // The running server was notified, so it encrypts with the new key from here on.
        var later = await Filed(street);
        (await app.Db.Read(tx =>
            tx.QuerySingle<string>("SELECT encrypted FROM ticket_reporters WHERE ticket_id = @Id",
                new { Id = IdOf(later.Id) })))!.ShouldStartWith("k5.");
        await using var anew = app.StartSecondServer();
        await CanBeRead(street, reported, confidential, anew);

        (await Keys("rotate")).ShouldBe(0, output.ToString());
        (await Keys("list")).ShouldBe(0);
        var list = output.ToString();
        list.ShouldContain("ticket_reporters 3");
        list.ShouldContain("retired");
        await CanBeRead(street, reported, confidential);
        (await EncryptionAudit.Run(app.Db, place => place.ShouldBeNull(), default)).ShouldBeGreaterThanOrEqualTo(6);
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
        var audit = (await (await street.RootAdmin()).Get("/v1/audit?kind=change")).ShouldBeOk()["items"]!.AsArray()
            .Select(each => (string)each!["code"]!).ToList();
        audit.Count(code => code == "rotate_keys").ShouldBe(2);
        audit.Count(code => code == "make_key").ShouldBe(4 + 4);
    }

    [Fact]
    public async Task An_interrupted_rotation_continues_and_phone_numbers_are_found_meanwhile()
    {
        var street = await TestStreet.New(app);
        var (reported, confidential) = await FileReportedAndConfidential(street);
        using var cut = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => KeyRotation.Run(app.Db, _ => cut.Cancel(), _ => { }, cut.Token));
        (await app.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT count(*) FROM data_keys WHERE retired_at IS NOT NULL AND reencrypted_at IS NULL"))).ShouldBe(2);
        var later = await Filed(street);
        await CanBeRead(street, reported, confidential);
        // Inserts a row under the old key, like a process that has not seen the rotation.
        await app.Db.Write(tx => tx.Execute("""
            UPDATE ticket_reporters SET phone_hash = 'h2.' || substr(phone_hash, 4) WHERE ticket_id = @Id
            """, new { Id = IdOf(later.Id) }));
        (await Keys("rotate")).ShouldBe(0);
        output.ToString().ShouldContain("An earlier rotation had been interrupted");
        (await app.Db.Read(tx => tx.Query<int>("SELECT id FROM data_keys ORDER BY id"))).ShouldBe([1, 2, 3, 4, 5, 6]);
        (await app.Db.Read(tx => tx.Query<string>("SELECT phone_hash FROM ticket_reporters")))
            .ShouldAllBe(hash => hash.StartsWith("h6.", StringComparison.Ordinal));
        (await app.Db.Read(tx =>
            tx.QuerySingle<long>("SELECT count(*) FROM data_keys WHERE retired_at IS NOT NULL AND reencrypted_at IS NULL"))).ShouldBe(0);
        await CanBeRead(street, reported, confidential);
        await CanBeRead(street, later, confidential);
    }

    [Fact]
    public async Task Data_that_does_not_decrypt_is_left_unchanged_and_reported()
    {
        var street = await TestStreet.New(app);
        var (reported, confidential) = await FileReportedAndConfidential(street);
        var broken = await Filed(street);
        await app.Db.Write(tx =>
            tx.Execute("UPDATE ticket_reporters SET encrypted = 'k1.AAAA' WHERE ticket_id = @Id", new { Id = IdOf(broken.Id) }));
        (await Keys("rotate")).ShouldBe(1);
        output.ToString().ShouldContain($"DIFFERS  ticket_reporters/{broken.Id}/1");
        await CanBeRead(street, reported, confidential);
        (await app.Db.Read(tx =>
            tx.QuerySingle<string>("SELECT encrypted FROM ticket_reporters WHERE ticket_id = @Id", new { Id = IdOf(broken.Id) })))
                .ShouldBe("k1.AAAA");
    }

    [Fact]
    public async Task Rewrapping_changes_only_the_master_key_and_running_servers_continue()
    {
        var street = await TestStreet.New(app);
        var (reported, confidential) = await FileReportedAndConfidential(street);
        var file = Path.Combine(app.Folder, "next.key");
        var before = await app.Db.Read(tx =>
            tx.Query<string>("SELECT encrypted FROM ticket_reporters UNION ALL SELECT encrypted FROM ticket_secrets"));
        (await Keys("rewrap")).ShouldBe(2);
        output.ToString().ShouldContain("GridGov:Keys:NewMasterFile");
        (await Keys("rewrap", $"--GridGov:Keys:NewMasterFile={file}")).ShouldBe(0, output.ToString());
        output.ToString().ShouldContain("4 keys were wrapped by master key");
        (await Keys("rewrap", $"--GridGov:Keys:NewMasterFile={file}")).ShouldBe(0);
        output.ToString().ShouldContain("0 keys were wrapped by master key");
        (await app.Db.Read(tx => tx.Query<string>("SELECT encrypted FROM ticket_reporters UNION ALL SELECT encrypted FROM ticket_secrets")))
            .ShouldBe(before);
        await CanBeRead(street, reported, confidential);
        // The seals' key is wrapped anew like the others, so earlier seals stay valid.
        (await VerifyCommand.Run([.. app.Arguments, $"--GridGov:Keys:MasterFile={file}"])).ShouldBe(0);

        await using var old = app.Store.Open();
        await Should.ThrowAsync<KeyException>(() => DataKeys.Open(old, MasterKeys.InFolder(app.Folder), default));
        await using var anew = app.StartSecondServer(others: [("GridGov:Keys:MasterFile", file)]);
        await CanBeRead(street, reported, confidential, anew);
        // Both key files are set for the time between; either one may have wrapped the keys.
        await using var both = app.StartSecondServer(others: [("GridGov:Keys:NewMasterFile", file)]);
        await CanBeRead(street, reported, confidential, both);
        (await Keys("rotate", $"--GridGov:Keys:NewMasterFile={file}")).ShouldBe(0, output.ToString());
        (await app.Db.Read(tx => tx.Query<string>("SELECT DISTINCT master_key FROM data_keys"))).ShouldHaveSingleItem();
        await CanBeRead(street, reported, confidential, anew);
        (await (await street.RootAdmin()).Get("/v1/audit?code=rewrap_keys")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Data_under_old_keys_is_in_no_page_of_the_database_files()
    {
        var street = await TestStreet.New(app);
        var (reported, _) = await FileReportedAndConfidential(street);
        // Enough rows for several pages of the table and of its index by phone.
        await app.Db.Write(async tx =>
        {
            for (var i = 2; i <= 200; i++)
            {
                var stored = await new EncryptedReporter("王芳", $"1390000{i:0000}").Encrypt(tx, IdOf(reported.Id), i);
                await tx.Execute("INSERT INTO ticket_reporters (ticket_id, position, encrypted, phone_hash) VALUES (@Id, @I, @Encrypted, "
                    + "@PhoneHash)",
                    new { Id = IdOf(reported.Id), I = i, stored.Encrypted, stored.PhoneHash });
            }
        });
        const string Rewritten = """
            SELECT encrypted FROM ticket_reporters UNION ALL SELECT phone_hash FROM ticket_reporters
            UNION ALL SELECT encrypted FROM ticket_secrets UNION ALL SELECT xml FROM protection_keys
            """;
        var old = await MiddleParts(Rewritten);
        (await app.Store.PlacesOf(old)).ShouldNotBeEmpty();
        (await Keys("rotate")).ShouldBe(0, output.ToString());
        (await app.Store.PlacesOf(old)).ShouldBeEmpty();
        (await app.Store.PlacesOf(await MiddleParts(Rewritten))).ShouldNotBeEmpty();

        var wrapped = await MiddleParts("SELECT wrapped FROM data_keys");
        (await app.Store.PlacesOf(wrapped)).ShouldNotBeEmpty();
        (await Keys("rewrap", $"--GridGov:Keys:NewMasterFile={Path.Combine(app.Folder, "next.key")}")).ShouldBe(0, output.ToString());
        (await app.Store.PlacesOf(wrapped)).ShouldBeEmpty();

        // Searches for a middle part, because SQLite overwrites the beginning of a freed block anyway.
        async Task<string[]> MiddleParts(string sql) => [.. (await app.Db.Read(tx => tx.Query<string>(sql))).Select(text => text[12..32])];
    }
}
