using System.Net;
using GridGov.Data.Migrations;
using GridGov.Domain.PersonalData;
using GridGov.Tests.Features.Tickets.PersonalData;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Encryption;

/// <summary>What a former version stored in plain is masked or encrypted, and nothing of it is lost.</summary>
public class FormerPlainTextTests
{
    [Fact]
    public async Task Stored_answers_in_plain_are_replayed_and_encrypted_at_the_next_start()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var body = new { category = Greenery, description = "pl4word" };
        var filed = (await worker.Post("/v1/tickets", body, key: "former")).ShouldBeCreated();
        (await BodyOf(app, worker)).ShouldStartWith("k1.");
        await app.Db.Write(tx => tx.Execute(
            "UPDATE idempotency_keys SET body = @Text WHERE idempotency_key = 'former' AND caller = @Caller",
            new { filed.Text, Caller = worker.Person }));
        await ShouldReplay(worker, body, filed);
        // What is not encrypted is neither rotated nor taken for broken.
        (await KeyRotation.Run(app.Db, _ => { }, place => place.ShouldBeNull(), default)).Broken.ShouldBe(0);

        await using var next = app.StartSecondServer();
        await ShouldReplay(await next.CallerFor(worker.Person), body, filed);
        (await BodyOf(app, worker)).ShouldStartWith("k5.");
        (await app.Db.Read(tx => tx.QuerySingle<long>("SELECT count(*) FROM idempotency_keys WHERE body NOT LIKE 'k%'"))).ShouldBe(0);
        await ShouldReplay(worker, body, filed);
    }

    [Fact]
    public async Task A_stored_answer_that_was_put_in_the_place_of_another_is_not_sent()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var worker = await street.Worker();
        var body = new { category = Greenery, description = "x" };
        (await worker.Post("/v1/tickets", body, key: "former")).ShouldBeCreated();
        (await worker.Post("/v1/tickets", body, key: "other")).ShouldBeCreated();
        await app.Db.Write(tx => tx.Execute("""
            UPDATE idempotency_keys SET body = (SELECT o.body FROM idempotency_keys o WHERE o.idempotency_key = 'other')
             WHERE idempotency_key = 'former'
            """));
        (await worker.Post("/v1/tickets", body, key: "former")).ShouldRefuse(HttpStatusCode.InternalServerError, "internal-error");
        var broken = new List<string>();
        await EncryptionAudit.Run(app.Db, broken.Add, default);
        broken.ShouldBe([$"idempotency_keys/{worker.Person}/former"]);
    }

    [Fact]
    public async Task Notes_of_calls_in_plain_are_masked_by_the_migration_and_shown_by_unmasking()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (confidential, ordinary) = (await Called(street, "0704"), await Called(street, Greenery));
        await app.Db.Write(tx => tx.Execute("UPDATE ticket_contacts SET note = 'nt4word'"));
        (await (await street.Dispatcher()).Get($"/v1/tickets/{confidential}/contacts")).ShouldBeOk().Text.ShouldNotContain("nt4word");

        var migration = Migration.BuiltIn(app.Engine.Dialect).Single(one => one.Number == 18);
        await app.Db.Write(tx => tx.Execute(migration.Sql));
        (await NoteOf(app, confidential)).ShouldBe(GridGov.Data.FreeText.Mask);
        (await NoteOf(app, ordinary)).ShouldBe("nt4word");
        (await UnmaskTests.Unmask(await street.Head1(), confidential)).ShouldBeOk().Text.ShouldContain("nt4word");
    }

    static async Task<string> Called(TestStreet street, string category)
    {
        var filed = (await (await street.Worker()).Post("/v1/tickets",
            new { category, description = "x", reporter = new { name = "王芳", phone = "13803710001" } })).ShouldBeCreated();
        var call = new { kind = "response", reached = true, note = "nt4word" };
        (await (await street.Dispatcher()).Do(filed, "contacts", call)).ShouldBeCreated();
        return filed.Id;
    }

    static async Task ShouldReplay(Caller caller, object body, Answer first)
    {
        var again = (await caller.Post("/v1/tickets", body, key: "former")).ShouldBeCreated();
        again.Header("Idempotency-Replayed").ShouldBe("true");
        again.Text.ShouldBe(first.Text);
    }

    static async Task<string> BodyOf(App app, Caller caller) => (await app.Db.Read(tx => tx.QuerySingle<string>(
        "SELECT body FROM idempotency_keys WHERE idempotency_key = 'former' AND caller = @Caller", new { Caller = caller.Person })))!;

    static async Task<string> NoteOf(App app, string ticket) => (await app.Db.Read(tx => tx.QuerySingle<string>(
        "SELECT note FROM ticket_contacts WHERE ticket_id = @Id", new { Id = IdOf(ticket) })))!;
}
