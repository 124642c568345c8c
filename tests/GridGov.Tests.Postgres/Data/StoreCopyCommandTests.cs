using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Data.Postgres;
using GridGov.Demo;
using GridGov.Encryption;
using GridGov.Encryption.Seals;
using GridGov.Host;
using GridGov.Host.Commands;
using GridGov.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace GridGov.Tests.Data;

/// <summary>The command that copies, and a server on the copied database.</summary>
public sealed class StoreCopyCommandTests : StoreCopyTest
{
    [Fact]
    public async Task A_server_on_the_copy_gives_the_same_responses_to_the_same_tokens()
    {
        string access, refresh, list, ticket, petition;
        await using (var before = await Serve($"--GridGov:DataDirectory={folder}"))
        {
            using var http = new HttpClient { BaseAddress = new Uri(before.Urls.First()) };
            await AddWorker(before);
            var signedIn = (await new Caller(http, Id.None, token: null)
                .Post("/v1/auth/sign-in", new { username = "copied-worker", password = "correct-horse" })).ShouldBeOk();
            (access, refresh) = ((string)signedIn["accessToken"]!, (string)signedIn["refreshToken"]!);
            var worker = new Caller(http, Id.None, access);
            for (var i = 0; i < 5; i++)
                (await worker.Post("/v1/tickets",
                    new { category = "0107", description = $"第{i}件", reporter = new { name = "王芳", phone = "13803710001" } }))
                        .ShouldBeCreated();
            petition = (await worker.Post("/v1/tickets", new { category = "0704", description = "信访原话" })).ShouldBeCreated().Id;
            list = (await worker.Get("/v1/tickets")).ShouldBeOk().Text;
            ticket = (string)(await worker.Get("/v1/tickets")).ShouldBeOk()["items"]![0]!["id"]!;
            await before.StopAsync();
        }

        (await Run($"--to={Target}")).ShouldBe(0, errors.ToString());
        output.ToString().ShouldContain("copied, read back and found equal");
        (await Run($"--to={Target}")).ShouldBe(2);
        errors.ToString().ShouldContain("not empty");
        // Every table of the PostgreSQL schema was copied and compared, including those of newer migrations; the search index was built.
        var copied = output.ToString().Split('\n').Where(line => line.Contains(" rows  checksum ", StringComparison.Ordinal))
            .Select(line => line.Split(' ')[0]);
        copied.ShouldBe(await InTarget<string>("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public' AND tablename <> "
            + "'schema_migrations' AND tablename NOT LIKE 'search\\_%' ORDER BY tablename COLLATE \"C\""));

        string[] arguments = ["--GridGov:Database:Engine=postgres", $"--GridGov:Database:ConnectionString={Target}",
            $"--GridGov:Keys:MasterFile={Path.Combine(folder, "keys", "master.key")}"];
        // Seals and hashes are of text, so they are valid on the other engine.
        (await VerifyCommand.Run(arguments)).ShouldBe(0);
        await using var after = await Serve(arguments);
        using var client = new HttpClient { BaseAddress = new Uri(after.Urls.First()) };
        var same = new Caller(client, Id.None, access);
        (await same.Get("/v1/tickets")).ShouldBeOk().Text.ShouldBe(list);
        (await same.Get("/v1/tickets?q=第3件")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();
        (await same.Get($"/v1/tickets/{ticket}/events")).ShouldBeOk()["items"]!.AsArray().Count.ShouldBe(1);
        ((string)(await same.Post("/v1/tickets", new { category = "0107", description = "第七件" })).ShouldBeCreated()["number"]!)
            .ShouldEndWith("-0007");
        ((string)(await same.Post($"/v1/tickets/{petition}/unmask", new { purpose = "试" })).ShouldBeOk()["ticket"]!["description"]!)
            .ShouldBe("信访原话");
        (await new Caller(client, Id.None, token: null).Post("/v1/auth/refresh", new { refreshToken = refresh })).ShouldBeOk();
    }

    static async Task<WebApplication> Serve(params string[] settings)
    {
        var builder = Server.CreateBuilder(["--urls", "http://127.0.0.1:0", .. settings]);
        builder.Logging.ClearProviders();
        var server = Server.Build(builder);
        await server.StartAsync();
        return server;
    }

    static Task AddWorker(WebApplication server) => new Db(server.Services.GetRequiredService<Engine>()).Write(async tx =>
    {
        foreach (var (code, level) in new[] { ("9601", 0), ("960101", 0), ("960101001", 1), ("960101001001", 2), ("960101001001001", 3) })
        {
            await tx.Execute("INSERT INTO grids (code, name, level, parent_code, created_at, version) VALUES (@Code, @Code, @Level, "
                + "@Parent, @Now, 1)",
                new { Code = code, Level = level, Parent = GridCode.Parent(code), tx.Now });
        }
        var person = await TestStreet.AddPerson(tx, "copied", "960101001");
        await tx.Execute("UPDATE people SET username = 'copied-worker', password_hash = @Hash WHERE id = @Id",
            new { Id = person, Hash = server.Services.GetRequiredService<PasswordHashing>().Hash("correct-horse") });
        await SealedRows.Seal(tx, SealedTable.People, person);
        await TestStreet.Appoint(tx, person, PostKind.GridWorker, "960101001001001");
    });

    [Theory]
    [InlineData]
    [InlineData("--to")]
    [InlineData("--to=")]
    [InlineData("--from=x", "--to=Host=127.0.0.1")]
    [InlineData("--to=Data Source=x.db")]
    [InlineData("--to=Host=127.0.0.1;Database=x", "--GridGov:Database:Engine=postgres",
        "--GridGov:Database:ConnectionString=Host=127.0.0.1")]
    [InlineData("--to=Host=127.0.0.1;Database=x", "--GridGov:Database:ConnectionString=Data Source=/nowhere/gridgov.db")]
    public async Task A_copy_that_cannot_begin_exits_with_2_and_says_why(params string[] args)
    {
        (await Run(args)).ShouldBe(2);
        errors.ToString().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Inspecting_a_database_without_GridGov_gives_an_error_in_one_sentence()
    {
        var said = await Should.ThrowAsync<StoreUnreachableException>(() =>
            VerifyCommand.Run(["--GridGov:Database:Engine=postgres", $"--GridGov:Database:ConnectionString={Target}"]));
        said.Message.ShouldEndWith(" has no GridGov tables yet.");
        await ShouldBeEmpty();
        await using var engine = OpenTarget();
        await engine.Migrate([Notes], default);
        (await Should.ThrowAsync<SchemaException>(() =>
            engine.RequireSchema([Notes, new Migration(2, "more", "CREATE TABLE more (id {id_key});")], default)))
            .Message.ShouldContain("migration 0002_more has not been applied");
        await engine.RequireSchema([Notes], default);
    }

    [Fact]
    public async Task The_demo_takes_an_empty_database_or_its_own_and_refuses_others()
    {
        var settings = new Settings(Engines.Postgres, Target, folder, TimeZoneInfo.Utc);
        await using var store = DemoStore.Of(settings);
        (await store.IsFilled(default)).ShouldBeFalse();

        await using var engine = OpenTarget();
        await engine.Write(tx => tx.Execute("CREATE TABLE mine (id BIGINT)"), default);
        (await Should.ThrowAsync<StoreUnreachableException>(() => store.IsFilled(default)))
            .Message.ShouldContain("was not filled by the demo");
        await engine.Write(tx => tx.Execute("DROP TABLE mine"), default);

        await Startup.PrepareStore(engine, default);
        var db = new Db(engine);
        await DataKeys.Open(engine, MasterKeys.InFolder(folder), default);
        await Startup.AddAdministrator(db, "admin", "A real one", passwordHash: null, default);
        await Should.ThrowAsync<StoreUnreachableException>(() => store.IsFilled(default));
        await db.Write(tx => tx.Execute("UPDATE people SET username = @Username", new { DemoAccounts.All[0].Username }));
        (await store.IsFilled(default)).ShouldBeTrue();
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_refused_before_it_counts_characters_wrongly()
    {
        var name = new NpgsqlConnectionStringBuilder(Target).Database + "_latin";
        await using (var administrator = new NpgsqlConnection(Target + ";Pooling=false"))
        {
            await administrator.OpenAsync();
            await using var create = new NpgsqlCommand($"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'",
                administrator);
            await create.ExecuteNonQueryAsync();
        }
        await using var engine = new PostgresEngine(new NpgsqlConnectionStringBuilder(Target) { Database = name }.ConnectionString, Clock,
            new IdGenerator(new Random(1)), NullLogger.Instance);
        (await Should.ThrowAsync<StoreUnreachableException>(() => engine.Migrate([Notes], default)))
            .Message.ShouldContain("SQL_ASCII; GridGov needs UTF8");
    }

    [Fact]
    public async Task The_error_says_that_the_user_may_not_create_tables()
    {
        await using (var administrator = OpenTarget())
            await administrator.Write(tx => tx.Execute("CREATE ROLE guest_of_copy LOGIN PASSWORD 'guest'"), default);
        var guest = new NpgsqlConnectionStringBuilder(Target) { Username = "guest_of_copy", Password = "guest" }.ConnectionString;
        await using var engine = new PostgresEngine(guest, Clock, new IdGenerator(new Random(1)), NullLogger.Instance);
        (await Should.ThrowAsync<StoreUnreachableException>(() => engine.Migrate([Notes], default)))
            .Message.ShouldContain("may not create tables in database");
    }
}
