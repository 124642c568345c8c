using GridGov.Domain.PersonalData;
using GridGov.Encryption;
using GridGov.Host;
using GridGov.Host.Commands;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Encryption;

/// <summary>The encryption keys: storage of the master key, decryption by key, and rotation beside a running server.</summary>
public sealed class EncryptionKeyTests : IAsyncLifetime
{
    const string Phone = "13803710001";

    readonly App app = new();
    readonly StringWriter output = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await app.DisposeAsync();
        await output.DisposeAsync();
    }

    Task<int> Keys(string command, params string[] settings) =>
        CommandLine.Run(["keys", command, .. app.Arguments, .. settings], output, output);

    static string NewMaster() => MasterKey.Create().ToText().Trim();

    static MasterKeys Masters(params (string Key, string Value)[] values) =>
        MasterKeys.From(new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(one => KeyValuePair.Create(one.Key, (string?)one.Value))).Build(), "nowhere");

    static async Task<Answer> Filed(TestStreet street, string category = Greenery) =>
        (await (await street.Worker())
            .Post("/v1/tickets", new { category, description = "原话", reporter = new { name = "王芳", phone = Phone } })).ShouldBeCreated();

    /// <summary>Reads encrypted data in every way that the API has.</summary>
    static async Task CanBeRead(TestStreet street, Answer reported, Answer confidential, App? at = null)
    {
        var head = await street.App.CallerFor(street.PersonId("head1"), at);
        ((string)(await head.Post($"/v1/tickets/{reported.Id}/reporters/unmask", new { purpose = "试" }))
            .ShouldBeOk()["items"]![0]!["phone"]!).ShouldBe(Phone);
        (await head.Post("/v1/tickets/search-by-phone", new { phone = Phone, purpose = "试" })).ShouldBeOk()["items"]!.AsArray()
            .Select(each => (string)each!["id"]!).ShouldContain(reported.Id);
        var words = (await head.Post($"/v1/tickets/{confidential.Id}/unmask", new { purpose = "试" })).ShouldBeOk();
        ((string)words["ticket"]!["description"]!).ShouldBe("原话");
        words["events"]!.AsArray().Select(each => (string?)each!["details"]?["text"]).ShouldContain("补充");
    }

    static async Task<(Answer Reported, Answer Confidential)> Something(TestStreet street)
    {
        var (reported, confidential) = (await Filed(street), await Filed(street, "0704"));
        (await (await street.Worker()).Post($"/v1/tickets/{confidential.Id}/comments", new { text = "补充" })).ShouldBeCreated();
        return (reported, confidential);
    }

    [Fact]
    public async Task The_first_start_creates_a_master_key_that_only_its_user_can_read_and_later_starts_use_it()
    {
        await TestStreet.New(app);
        var file = Path.Combine(app.Folder, "keys", "master.key");
        var text = await File.ReadAllTextAsync(file);
        MasterKey.Parse(text).ShouldNotBeNull();
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        (await app.Store.PlacesOf(text.Trim())).ShouldBeEmpty();
        await using var other = app.Beside();
        await TestStreet.New(other);
        (await File.ReadAllTextAsync(file)).ShouldBe(text);
        Directory.GetFiles(Path.GetDirectoryName(file)!).ShouldBe([file]);
        (await app.Db.Read(tx => tx.Query<string>("SELECT purpose FROM data_keys ORDER BY id"))).ShouldBe(["text", "phone", "request"]);
    }

    [Fact]
    public async Task A_start_with_a_wrong_or_missing_master_key_fails_and_says_which_is_needed()
    {
        await TestStreet.New(app);
        var name = await app.Db.Read(tx => tx.QuerySingle<string>("SELECT master_key FROM data_keys WHERE id = 1"));
        var wrong = $"--GridGov:Keys:Master={NewMaster()}";
        (await Fault(wrong)).ShouldContain($"are wrapped by master key {name}, and GridGov:Keys:Master holds another");
        (await Fault($"--GridGov:Keys:MasterFile={Path.Combine(app.Folder, "no-such-file")}")).ShouldContain("no-such-file, which does not exist");
        var empty = Directory.CreateTempSubdirectory("gridgov-keys-").FullName;
        (await Fault($"--GridGov:Database:ConnectionString={ConnectionString}", $"--GridGov:DataDirectory={empty}"))
            .ShouldContain($"are wrapped by master key {name}, and there is none in {Path.Combine(empty, "keys", "master.key")}");
        File.Exists(Path.Combine(empty, "keys", "master.key")).ShouldBeFalse("nothing is made for a database that has keys");
        await File.WriteAllTextAsync(Path.Combine(empty, "bad.key"), "no key");
        (await Should.ThrowAsync<KeyException>(() => Masters(("MasterFile", Path.Combine(empty, "bad.key"))).Current(default)))
            .Message.ShouldContain("holds no master key");
        // The command prints it in one line.
        (await Keys("list", $"--GridGov:Keys:Master={NewMaster()}")).ShouldBe(2);
        output.ToString().ShouldContain(name!);
        // The program exits with a code before it accepts requests.
        (await CommandLine.Guard(async () =>
        {
            await Build(wrong).RunAsync();
            return 0;
        }, output)).ShouldBe(2);

        WebApplication Build(params string[] settings) =>
            Server.Build(Server.CreateBuilder([.. app.Arguments, "--urls=http://127.0.0.1:0", .. settings]));

        async Task<string> Fault(params string[] settings)
        {
            await using var server = Build(settings);
            return (await Should.ThrowAsync<KeyException>(() => server.StartAsync())).Message;
        }
    }

    string ConnectionString =>
        app.Store.Settings.FirstOrDefault(one => one.Key.EndsWith("ConnectionString", StringComparison.Ordinal)).Value
        ?? $"Data Source={Path.Combine(app.Folder, "gridgov.db")}";

    [Fact]
    public async Task A_key_that_was_changed_in_the_database_is_named()
    {
        await TestStreet.New(app);
        await app.Db.Write(tx =>
            tx.Execute("UPDATE data_keys SET wrapped = (SELECT o.wrapped FROM data_keys o WHERE o.id = 2) WHERE id = 1"));
        await using var engine = app.Store.Open();
        (await Should.ThrowAsync<KeyException>(() => DataKeys.Open(engine, MasterKeys.InFolder(app.Folder), default)))
            .Message.ShouldContain("Key 1 of the database was changed");
    }

    [Fact]
    public async Task Two_concurrent_starts_on_an_empty_database_create_one_set_of_keys()
    {
        await using var fresh = app.Store.Open();
        await Startup.PrepareStore(fresh, default);
        var engines = Enumerable.Range(0, 4).Select(_ => app.Store.Open()).ToList();
        await Task.WhenAll(engines.Select(engine => Task.Run(() => DataKeys.Open(engine, MasterKeys.InFolder(app.Folder), default))));
        (await fresh.Read(tx => tx.Query<int>("SELECT id FROM data_keys ORDER BY id"), default)).ShouldBe([1, 2, 3]);
        // Each process reads values that the other one encrypted.
        var place = "here";
        var sealedText = await engines[0].Write(tx => FieldEncryption.Encrypt(tx, place, "秘密"), default);
        (await engines[3].Read(tx => FieldEncryption.Decrypt(tx, place, sealedText), default)).ShouldBe("秘密");
        foreach (var engine in engines)
            await engine.DisposeAsync();
    }

    [Fact]
    public async Task Encrypted_text_decrypts_only_in_its_own_place_and_only_unchanged()
    {
        await TestStreet.New(app);
        var text = await app.Db.Write(tx => FieldEncryption.Encrypt(tx, "ticket_secrets/A", "秘密"));
        (await app.Db.Write(tx => FieldEncryption.Encrypt(tx, "ticket_secrets/A", "秘密"))).ShouldNotBe(text, "never the same twice");
        (await Open("ticket_secrets/A", text)).ShouldBe("秘密");
        await Should.ThrowAsync<DecryptionException>(() => Open("ticket_secrets/B", text));
        await Should.ThrowAsync<DecryptionException>(() => Open("ticket_secrets/A", text.Replace("k1.", "k2.", StringComparison.Ordinal)));
        await Should.ThrowAsync<KeyException>(() => Open("ticket_secrets/A", text.Replace("k1.", "k99.", StringComparison.Ordinal)));
        foreach (var broken in new[] { "", "秘密", "k1.", "k1.!!", "k1.AAAA", text[..^4], text + "AAAA" })
            await Should.ThrowAsync<DecryptionException>(() => Open("ticket_secrets/A", broken));
        for (var i = 3; i < text.Length; i += 7)
        {
            var changed = text[..i] + (text[i] == 'A' ? 'B' : 'A') + text[(i + 1)..];
            await Should.ThrowAsync<DecryptionException>(() => Open("ticket_secrets/A", changed));
        }

        Task<string> Open(string place, string sealedText) => app.Db.Read(tx => FieldEncryption.Decrypt(tx, place, sealedText));
    }

    [Fact]
    public async Task A_rotation_encrypts_all_data_anew_beside_a_running_server_except_undecryptable_data()
    {
        var street = await TestStreet.New(app);
        var (reported, confidential) = await Something(street);
        (await Keys("rotate")).ShouldBe(0, output.ToString());
        output.ToString().ShouldContain("Key 4 encrypts from now on");
        (await app.Store.PlacesOf("k1.")).ShouldNotBeEmpty("an event of the confidential ticket");
        (string, string)[] columns = [("ticket_reporters", "encrypted"), ("ticket_secrets", "encrypted"), ("protection_keys", "xml")];
        foreach (var (table, column) in columns)
        {
            var keys = (await app.Db.Read(tx => tx.Query<string>($"SELECT {column} FROM {table}"))).Select(FieldEncryption.KeyIdOf)
                .Distinct();
            keys.ShouldBe([4], table);
        }
        (await app.Db.Read(tx => tx.Query<string>("SELECT phone_hash FROM ticket_reporters")))
            .ShouldAllBe(hash => hash.StartsWith("h5.", StringComparison.Ordinal));
        await CanBeRead(street, reported, confidential);
        // The running server was notified, so it encrypts with the new key from here on.
        var later = await Filed(street);
        (await app.Db.Read(tx => tx.QuerySingle<string>("SELECT encrypted FROM ticket_reporters WHERE ticket_id = @Id", new { Id = IdOf(later.Id) })))!.ShouldStartWith("k4.");
        await using var anew = app.Beside();
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
        audit.Count(code => code == "make_key").ShouldBe(3 + 4);
    }

    [Fact]
    public async Task An_interrupted_rotation_continues_and_phone_numbers_are_found_meanwhile()
    {
        var street = await TestStreet.New(app);
        var (reported, confidential) = await Something(street);
        using var cut = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() => KeyRotation.Run(app.Db, _ => cut.Cancel(), _ => { }, cut.Token));
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM data_keys WHERE retired_at IS NOT NULL AND reencrypted_at IS NULL"))).ShouldBe(2);
        var later = await Filed(street);
        await CanBeRead(street, reported, confidential);
        // Inserts a row under the old key, like a process that has not seen the rotation.
        await app.Db.Write(tx => tx.Execute("""
            UPDATE ticket_reporters SET phone_hash = 'h2.' || substr(phone_hash, 4) WHERE ticket_id = @Id
            """, new { Id = IdOf(later.Id) }));
        (await Keys("rotate")).ShouldBe(0);
        output.ToString().ShouldContain("An earlier rotation had been interrupted");
        (await app.Db.Read(tx => tx.Query<int>("SELECT id FROM data_keys ORDER BY id"))).ShouldBe([1, 2, 3, 4, 5]);
        (await app.Db.Read(tx => tx.Query<string>("SELECT phone_hash FROM ticket_reporters"))).ShouldAllBe(hash => hash.StartsWith("h5.", StringComparison.Ordinal));
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM data_keys WHERE retired_at IS NOT NULL AND reencrypted_at IS NULL"))).ShouldBe(0);
        await CanBeRead(street, reported, confidential);
        await CanBeRead(street, later, confidential);
    }

    [Fact]
    public async Task Data_that_does_not_decrypt_is_left_unchanged_and_reported()
    {
        var street = await TestStreet.New(app);
        var (reported, confidential) = await Something(street);
        var broken = await Filed(street);
        await app.Db.Write(tx => tx.Execute("UPDATE ticket_reporters SET encrypted = 'k1.AAAA' WHERE ticket_id = @Id", new { Id = IdOf(broken.Id) }));
        (await Keys("rotate")).ShouldBe(1);
        output.ToString().ShouldContain($"DIFFERS  ticket_reporters/{broken.Id}/1");
        await CanBeRead(street, reported, confidential);
        (await app.Db.Read(tx => tx.QuerySingle<string>("SELECT encrypted FROM ticket_reporters WHERE ticket_id = @Id", new { Id = IdOf(broken.Id) }))).ShouldBe("k1.AAAA");
    }

    [Fact]
    public async Task Rewrapping_changes_only_the_master_key_and_running_servers_continue()
    {
        var street = await TestStreet.New(app);
        var (reported, confidential) = await Something(street);
        var file = Path.Combine(app.Folder, "next.key");
        var before = await app.Db.Read(tx => tx.Query<string>("SELECT encrypted FROM ticket_reporters UNION ALL SELECT encrypted FROM ticket_secrets"));
        (await Keys("rewrap")).ShouldBe(2);
        output.ToString().ShouldContain("GridGov:Keys:NewMasterFile");
        (await Keys("rewrap", $"--GridGov:Keys:NewMasterFile={file}")).ShouldBe(0, output.ToString());
        output.ToString().ShouldContain("3 keys were wrapped by master key");
        (await Keys("rewrap", $"--GridGov:Keys:NewMasterFile={file}")).ShouldBe(0);
        output.ToString().ShouldContain("0 keys were wrapped by master key");
        (await app.Db.Read(tx => tx.Query<string>("SELECT encrypted FROM ticket_reporters UNION ALL SELECT encrypted FROM ticket_secrets"))).ShouldBe(before);
        await CanBeRead(street, reported, confidential);

        await using var old = app.Store.Open();
        await Should.ThrowAsync<KeyException>(() => DataKeys.Open(old, MasterKeys.InFolder(app.Folder), default));
        await using var anew = app.Beside(others: [("GridGov:Keys:MasterFile", file)]);
        await CanBeRead(street, reported, confidential, anew);
        // Both key files are set for the time between; either one may have wrapped the keys.
        await using var both = app.Beside(others: [("GridGov:Keys:NewMasterFile", file)]);
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
        var (reported, _) = await Something(street);
        // Enough rows for several pages of the table and of its index by phone.
        await app.Db.Write(async tx =>
        {
            for (var i = 2; i <= 200; i++)
            {
                var stored = await new EncryptedReporter("王芳", $"1390000{i:0000}").Encrypt(tx, IdOf(reported.Id), i);
                await tx.Execute("INSERT INTO ticket_reporters (ticket_id, position, encrypted, phone_hash) VALUES (@Id, @I, @Encrypted, @PhoneHash)",
                    new { Id = IdOf(reported.Id), I = i, stored.Encrypted, stored.PhoneHash });
            }
        });
        const string Rewritten = """
            SELECT encrypted FROM ticket_reporters UNION ALL SELECT phone_hash FROM ticket_reporters
            UNION ALL SELECT encrypted FROM ticket_secrets UNION ALL SELECT xml FROM protection_keys
            """;
        var old = await Pieces(Rewritten);
        (await app.Store.PlacesOf(old)).ShouldNotBeEmpty();
        (await Keys("rotate")).ShouldBe(0, output.ToString());
        (await app.Store.PlacesOf(old)).ShouldBeEmpty();
        (await app.Store.PlacesOf(await Pieces(Rewritten))).ShouldNotBeEmpty();

        var wrapped = await Pieces("SELECT wrapped FROM data_keys");
        (await app.Store.PlacesOf(wrapped)).ShouldNotBeEmpty();
        (await Keys("rewrap", $"--GridGov:Keys:NewMasterFile={Path.Combine(app.Folder, "next.key")}")).ShouldBe(0, output.ToString());
        (await app.Store.PlacesOf(wrapped)).ShouldBeEmpty();

        // Searches for a middle part, because SQLite overwrites the beginning of a freed block anyway.
        async Task<string[]> Pieces(string sql) => [.. (await app.Db.Read(tx => tx.Query<string>(sql))).Select(text => text[12..32])];
    }

    [Theory]
    [InlineData]
    [InlineData("lock")]
    [InlineData("rotate", "--now")]
    [InlineData("rotate", "--GridGov:Watch")]
    public async Task An_invalid_command_is_refused(params string[] args)
    {
        (await CommandLine.Run(["keys", .. args], output, output)).ShouldBe(2);
        output.ToString().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task The_key_ring_is_stored_encrypted_and_other_processes_read_its_tokens()
    {
        var street = await TestStreet.New(app);
        var caller = await street.Worker();
        (await caller.Get("/v1/me")).ShouldBeOk();
        (await app.Db.Read(tx => tx.Query<string>("SELECT xml FROM protection_keys")))
            .ShouldAllBe(xml => FieldEncryption.KeyIdOf(xml) == 1);
        (await app.Store.PlacesOf("<masterKey")).ShouldBeEmpty();
        (await app.Store.PlacesOf("<descriptor")).ShouldBeEmpty();
        await using var other = app.Beside();
        var there = await app.CallerFor(street.PersonId("worker"), other);
        (await there.Get("/v1/me")).ShouldBeOk();
    }
}
