using GridGov.Encryption;
using GridGov.Host;
using Microsoft.AspNetCore.Builder;

namespace GridGov.Tests.Encryption;

/// <summary>The storage of the master key, and decryption with the keys.</summary>
public sealed class EncryptionKeyTests : EncryptionKeyTest
{
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
        await using var other = app.StartSecondServer();
        await TestStreet.New(other);
        (await File.ReadAllTextAsync(file)).ShouldBe(text);
        Directory.GetFiles(Path.GetDirectoryName(file)!).ShouldBe([file]);
        (await app.Db.Read(tx => tx.Query<string>("SELECT purpose FROM data_keys ORDER BY id")))
            .ShouldBe(["text", "phone", "request", "seal"]);
    }

    [Fact]
    public async Task A_master_key_that_everybody_could_read_is_closed_when_it_is_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        var owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = Path.Combine(Directory.CreateTempSubdirectory("gridgov-keys-").FullName, "restored.key");
        await File.WriteAllTextAsync(file, NewMaster());
        File.SetUnixFileMode(file, owner | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        (await Masters(("MasterFile", file)).Current(default)).ShouldNotBeNull();
        File.GetUnixFileMode(file).ShouldBe(owner);
    }

    [Fact]
    public async Task A_start_with_a_wrong_or_missing_master_key_fails_and_says_which_is_needed()
    {
        await TestStreet.New(app);
        var name = await app.Db.Read(tx => tx.QuerySingle<string>("SELECT master_key FROM data_keys WHERE id = 1"));
        var wrong = $"--GridGov:Keys:Master={NewMaster()}";
        (await Fault(wrong)).ShouldContain($"are wrapped by master key {name}, and GridGov:Keys:Master holds another");
        (await Fault($"--GridGov:Keys:MasterFile={Path.Combine(app.Folder, "no-such-file")}"))
            .ShouldContain("no-such-file, which does not exist");
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
        (await fresh.Read(tx => tx.Query<int>("SELECT id FROM data_keys ORDER BY id"), default)).ShouldBe([1, 2, 3, 4]);
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

    [Theory]
    [InlineData]
    [InlineData("lock")]
    [InlineData("rotate", "--now")]
    [InlineData("rotate", "--GridGov:BackgroundWorkers")]
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
        await using var other = app.StartSecondServer();
        var there = await app.CallerFor(street.PersonId("worker"), other);
        (await there.Get("/v1/me")).ShouldBeOk();
    }
}
