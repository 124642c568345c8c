using System.Net;
using GridGov.Domain.Events;
using GridGov.Domain.PersonalData;
using GridGov.Tests.Domain.Events;
using GridGov.Text;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.PersonalData;

/// <summary>Petitions and key persons (涉密案卷) are masked everywhere; authorized people unmask them and state a purpose.</summary>
public class ConfidentialTests
{
    const string Petitions = "0704";

    static readonly string[] Everybody =
    [
        "head1", "head2", "head3", "worker", "otherWorker", "officer", "instructor", "department", "dispatcher", "countyDispatcher",
        "inspector", "supervisor", "admin",
        "rootAdmin", "outsider",
    ];

    [Fact]
    public async Task Confidential_text_is_readable_only_by_unmasking_and_never_stored_in_plain()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        const string mark = "zq7f3k9wm";
        var story = await ConfidentialScenario.Filed(street, mark);
        await story.PlayToOpenItems();
        await ReadByEverybody();
        await story.PlayToClosing();
        await story.PlayOtherEndings();
        story.Words.ShouldBeGreaterThan(35);
        await ReadByEverybody();

        // The search does find unencrypted text: an ordinary ticket's words are in the database.
        (await app.Store.PlacesOf(mark)).ShouldBeEmpty();
        (await app.Store.PlacesOf("13803710001")).ShouldBeEmpty();
        const string plain = "yx4n8c2vb";
        (await (await street.Worker()).Post("/v1/tickets", new { category = Greenery, description = plain })).ShouldBeCreated();
        (await app.Store.PlacesOf(plain)).ShouldNotBeEmpty();

        var differences = new List<EventChainAudit.Difference>();
        await EventChainAudit.Run(app.Db, differences.Add, _ => { }, default);
        differences.ShouldBeEmpty();
        (await EncryptionAudit.Run(app.Db, place => place.ShouldBeNull(), default)).ShouldBeGreaterThan(story.Words / 2);

        async Task ReadByEverybody()
        {
            foreach (var who in Everybody)
            {
                var answers = await story.ReadAll(who);
                foreach (var answer in answers)
                    story.ShouldNotReveal(answer);
                if (who == "dispatcher")
                    answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
            }
        }
    }

    [Fact]
    public async Task A_confidential_ticket_shows_masked_text_no_place_and_all_other_properties()
    {
        var street = await TestStreet.New();
        var story = await ConfidentialScenario.Filed(street, "mx2ilou");
        await story.PlayToOpenItems();
        var shown = (await (await street.Supervisor()).Get($"/v1/tickets/{story.Id}")).ShouldBeOk();
        ((bool)shown["confidential"]!).ShouldBeTrue();
        ((bool)shown["masked"]!).ShouldBeTrue();
        ((string)shown["description"]!).ShouldBe(Masking.Text);
        shown["location"].ShouldBeNull();
        shown["result"].ShouldBeNull("it has none yet");
        ((string)shown["verification"]!["findings"]!).ShouldBe(Masking.Text);
        ((string)shown["jointAction"]!["purpose"]!).ShouldBe(Masking.Text);
        ((string)shown["supervision"]!["reply"]!).ShouldBe(Masking.Text);
        ((string)shown["pendingRequest"]!["reason"]!).ShouldBe(Masking.Text);
        ((string)shown["category"]!).ShouldBe(Petitions);
        ((string)shown["handler"]!["name"]!).ShouldBe("officer");
        shown["dueAt"].ShouldNotBeNull();
        (await (await street.Supervisor()).Get($"/v1/tickets?q={shown["number"]}")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem();

        var comments = (await (await street.Supervisor()).Get($"/v1/tickets/{story.Id}/comments")).ShouldBeOk()["items"]!.AsArray();
        comments.Select(each => ((string)each!["text"]!, (bool)each["masked"]!)).ShouldBe([(Masking.Text, true)]);
        var told = (await (await street.Dispatcher()).Get("/v1/me/notifications")).ShouldBeOk()["items"]!.AsArray();
        told.Select(each => (string)each!["text"]!["zh"]!)
            .ShouldContain(text => text.EndsWith($"退回：{Masking.Text}", StringComparison.Ordinal));

        var ordinary = await street.File();
        ((bool)ordinary["confidential"]!).ShouldBeFalse();
        ((bool)ordinary["masked"]!).ShouldBeFalse();
        (await UnmaskTests.Unmask(await street.Dispatcher(), ordinary.Id)).ShouldRefuse(HttpStatusCode.Conflict, "not-confidential");
    }

    [Fact]
    public async Task Its_events_show_public_details_and_a_chain_that_is_recomputed_without_a_key()
    {
        var street = await TestStreet.New();
        var story = await ConfidentialScenario.Filed(street, "ev5ilou");
        await story.PlayToOpenItems();
        await story.PlayToClosing();
        var events = (await (await street.Head1()).Get($"/v1/tickets/{story.Id}/events?limit=200")).ShouldBeOk()["items"]!.AsArray();
        string? previous = null;
        foreach (var each in events)
        {
            ((string?)each!["previousHash"]).ShouldBe(previous);
            previous = EventChainTests.Recomputed(story.Id, each.AsObject());
            ((string)each["hash"]!).ShouldBe(previous);
        }
        var dispatch = events.First(each => (string)each!["action"]! == "dispatch")!;
        ((string)dispatch["details"]!["handler"]!).ShouldBe(street.PersonId("officer").ToString());
        ((string)dispatch["details"]!["sealed"]!).ShouldStartWith("k");
        ((bool)dispatch["masked"]!).ShouldBeTrue();
        dispatch["details"]!["instruction"].ShouldBeNull();
        var evaluated = events.Single(each => (string)each!["action"]! == "evaluate")!;
        ((int)evaluated["details"]!["score"]!).ShouldBe(4);
        var returned = events.Single(each => (string)each!["action"]! == "return")!;
        returned["reason"].ShouldBeNull();
        ((bool)returned["masked"]!).ShouldBeTrue();
        events.Single(each => (string)each!["action"]! == "accept")!["masked"].ShouldBeNull("nothing was said");
    }

    [Fact]
    public async Task Masked_text_and_place_make_no_duplicates()
    {
        var street = await TestStreet.New();
        var one = await ConfidentialScenario.Filed(street, "dup");
        await ConfidentialScenario.Filed(street, "dup");
        (await (await street.Head1()).Get($"/v1/tickets/{one.Id}/duplicates")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        foreach (var text in new[] { one.Texts["description"], Masking.Text })
        {
            (await (await street.Head1())
                .Get($"/v1/tickets/duplicates?category={Petitions}&grid={street.Grid}&lng=113.6553&lat=34.7502&coordSys=gcj02"
                    + $"&text={Uri.EscapeDataString(text)}"))
                .ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task A_confidential_ticket_merged_into_an_ordinary_one_is_masked_there_and_unmasked_separately()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var into = await street.File();
        var story = await ConfidentialScenario.Filed(street, "mg6ilou");
        (await dispatcher.Post($"/v1/tickets/{story.Id}/comments", new { text = "mg6ilou comment" })).ShouldBeCreated();
        (await dispatcher.Do(story.Ticket, "merge", new { into = into.Id, reason = "mg6ilou merge", differs = true })).ShouldBeOk();
        story.ShouldNotReveal(await dispatcher.Get($"/v1/tickets/{into.Id}/events"));
        var comment = story.ShouldNotReveal(await dispatcher.Get($"/v1/tickets/{into.Id}/comments"))["items"]!.AsArray()
            .ShouldHaveSingleItem()!;
        ((string)comment["text"]!).ShouldBe(Masking.Text);
        (await UnmaskTests.Unmask(dispatcher, into.Id)).ShouldRefuse(HttpStatusCode.Conflict, "not-confidential");
        (await UnmaskTests.Unmask(dispatcher, story.Id)).ShouldBeOk().Text.ShouldContain("mg6ilou merge");
    }

    [Fact]
    public async Task A_categorys_confidentiality_can_change_and_tickets_keep_theirs()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var root = await street.RootAdmin();
        foreach (var (code, confidential) in new[] { ("0704", true), ("0701", true), ("0803", true), ("0802", false), ("0107", false) })
            ((bool)(await root.Get($"/v1/categories/{code}")).ShouldBeOk()["confidential"]!).ShouldBe(confidential, code);

        var before = await street.File(category: "0602");
        var made = (await root.Patch("/v1/categories/0602", new { confidential = true }, 1)).ShouldBeOk();
        ((bool)made["confidential"]!).ShouldBeTrue();
        var after = await street.File(category: "0602");
        ((bool)after["masked"]!).ShouldBeTrue();
        (await root.Patch("/v1/categories/0602", new { confidential = true }, 2)).ShouldBeOk().Version.ShouldBe(2, "no change");
        (await root.Patch("/v1/categories/0602", new { confidential = false }, 2)).ShouldBeOk();
        ((bool)(await street.File(category: "0602"))["masked"]!).ShouldBeFalse();

        var head = await street.Head1();
        ((bool)(await head.Get($"/v1/tickets/{before.Id}"))["masked"]!).ShouldBeFalse();
        ((bool)(await head.Get($"/v1/tickets/{after.Id}"))["masked"]!).ShouldBeTrue();
        // Later text is hidden because the ticket is confidential, although its category no longer is.
        (await head.Post($"/v1/tickets/{after.Id}/comments", new { text = "lt9" })).ShouldBeCreated();
        (await head.Get($"/v1/tickets/{after.Id}/events")).ShouldBeOk().Text.ShouldNotContain("lt9");
        (await (await street.Admin()).Get($"/v1/audit?code=edit&subject=0602")).ShouldBeOk();
    }

    [Fact]
    public async Task Text_moved_to_another_ticket_does_not_decrypt()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (one, other) = (await ConfidentialScenario.Filed(street, "swapilou"), await ConfidentialScenario.Filed(street, "swapilou"));
        await app.Db.Write(tx => tx.Execute("""
            UPDATE ticket_secrets SET encrypted = (SELECT o.encrypted FROM ticket_secrets o WHERE o.ticket_id = @Other)
             WHERE ticket_id = @One
            """, new { One = IdOf(one.Id), Other = IdOf(other.Id) }));
        (await UnmaskTests.Unmask(await street.Head1(), one.Id)).ShouldRefuse(HttpStatusCode.InternalServerError, "internal-error");
        (await UnmaskTests.AuditOf(street, one.Id)).ShouldBeEmpty("nothing was read");
        (await UnmaskTests.Unmask(await street.Head1(), other.Id)).ShouldBeOk();
        (await (await street.Head1()).Get($"/v1/tickets/{one.Id}")).ShouldBeOk();
        var broken = new List<string>();
        await EncryptionAudit.Run(app.Db, broken.Add, default);
        broken.ShouldBe([$"ticket_secrets/{one.Id}"]);
        (await GridGov.Host.Commands.VerifyCommand.Run(app.Arguments)).ShouldBe(1);
    }
}
