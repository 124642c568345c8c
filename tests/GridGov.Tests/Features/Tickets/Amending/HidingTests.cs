using System.Net;
using GridGov.Host.Commands;

namespace GridGov.Tests.Features.Tickets.Amending;

/// <summary>An amendment hides what was plain, and never shows what was hidden.</summary>
public class HidingTests
{
    const string Petition = "0704";
    const string Mark = "zq8uiloMark";

    static async Task<Answer> Filed(TestStreet street, string category, string words) =>
        (await (await street.Worker()).Post("/v1/tickets", new
        {
            category, description = words, location = new { lng = 113.6553, lat = 34.7502, address = words + "处" },
            reporter = new { name = "王芳", phone = "13803710001" },
        })).ShouldBeCreated();

    static async Task<string> AllOf(TestStreet street, string ticket)
    {
        var all = "";
        foreach (var path in new[] { "", "/events", "/comments", "/contacts", "/reporters", "/actions" })
            all += (await (await street.Dispatcher()).Get($"/v1/tickets/{ticket}{path}")).ShouldBeOk().Text;
        all += (await (await street.Dispatcher()).Get($"/v1/tickets?grid={street.Street}")).ShouldBeOk().Text;
        all += (await (await street.Officer()).Get("/v1/me/notifications")).ShouldBeOk().Text;
        return all;
    }

    [Fact]
    public async Task A_confidential_category_hides_the_ticket_and_the_reports_merged_into_it()
    {
        var street = await TestStreet.New();
        var (dispatcher, key) = (await street.Dispatcher(), Caller.NewKey());
        var body = new { category = TicketSteps.Greenery, description = Mark + "一" };
        var filed = (await (await street.Worker()).Post("/v1/tickets", body, key: key)).ShouldBeCreated();
        (await (await street.Worker()).Post($"/v1/tickets/{filed.Id}/comments", new { text = Mark + "备注" })).ShouldBeCreated();
        var other = await Filed(street, TicketSteps.Greenery, Mark + "二");
        (await dispatcher.Do(other, "merge", new { into = filed.Id, reason = Mark + "并" })).ShouldBeOk();
        (await AllOf(street, filed.Id)).ShouldContain(Mark);

        var survivor = (await dispatcher.Get($"/v1/tickets/{filed.Id}")).ShouldBeOk();
        var hidden = (await dispatcher.Do(survivor, "amend", new { category = Petition, reason = Mark + "更正" })).ShouldBeOk();
        ((bool)hidden["confidential"]!, (string)hidden["description"]!, (string)hidden["category"]!).ShouldBe((true, "******", Petition));
        foreach (var id in new[] { filed.Id, other.Id })
            (await AllOf(street, id)).ShouldNotContain(Mark);
        (await (await street.Worker()).Post("/v1/tickets", body, key: key)).ShouldRefuse(HttpStatusCode.Conflict, "answer-hidden");
        (await dispatcher.Get($"/v1/tickets?grid={street.Street}&q={Mark}")).ShouldBeOk()["items"]!.AsArray().ShouldBeEmpty();

        var unmasked = (await dispatcher.Post($"/v1/tickets/{filed.Id}/unmask", new { purpose = "受理" })).ShouldBeOk();
        ((string)unmasked["ticket"]!["description"]!).ShouldBe(Mark + "一");
        unmasked.Text.ShouldContain(Mark + "备注");
        unmasked.Text.ShouldContain(Mark + "更正");
        unmasked = (await dispatcher.Post($"/v1/tickets/{other.Id}/unmask", new { purpose = "受理" })).ShouldBeOk();
        ((string)unmasked["ticket"]!["description"]!, (string)unmasked["ticket"]!["location"]!["address"]!)
            .ShouldBe((Mark + "二", Mark + "二处"));

        // Words of a hidden ticket are corrected without being shown.
        hidden = (await dispatcher.Get($"/v1/tickets/{filed.Id}")).ShouldBeOk();
        (await dispatcher.Do(hidden, "amend", new { description = Mark + "新", reason = "x" })).ShouldBeOk().Text.ShouldNotContain(Mark);
        unmasked = (await dispatcher.Post($"/v1/tickets/{filed.Id}/unmask", new { purpose = "受理" })).ShouldBeOk();
        ((string)unmasked["ticket"]!["description"]!).ShouldBe(Mark + "新");
        unmasked.Text.ShouldContain($"\"formerDescription\":\"{Mark}一\"");
    }

    [Fact]
    public async Task An_ordinary_category_shows_nothing_that_was_hidden()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var filed = await Filed(street, Petition, Mark);
        (await (await street.Worker()).Post($"/v1/tickets/{filed.Id}/comments", new { text = Mark })).ShouldBeCreated();
        var plain = (await dispatcher.Do(filed, "amend", new { category = TicketSteps.Greenery, reason = Mark })).ShouldBeOk();
        ((bool)plain["confidential"]!, (string)plain["description"]!, plain["location"]).ShouldBe((false, "******", null));
        (await AllOf(street, filed.Id)).ShouldNotContain(Mark);
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/unmask", new { purpose = "受理" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "not-confidential");

        // What is given anew is shown, and what is written from now on.
        var described = (await dispatcher.Do(plain, "amend", new { description = "行道树倾斜", reason = "补充" })).ShouldBeOk();
        ((string)described["description"]!).ShouldBe("行道树倾斜");
        (await dispatcher.Post($"/v1/tickets/{filed.Id}/comments", new { text = "可见的备注" })).ShouldBeCreated();
        var all = await AllOf(street, filed.Id);
        all.ShouldContain("可见的备注");
        all.ShouldNotContain(Mark);

        // Hidden again, the first words are not lost, and what was visible is not any more; shown again, it stays hidden.
        var again = (await dispatcher.Do(described, "amend", new { category = Petition, reason = "x" })).ShouldBeOk();
        (await AllOf(street, filed.Id)).ShouldNotContain("可见的备注");
        var unmasked = (await dispatcher.Post($"/v1/tickets/{filed.Id}/unmask", new { purpose = "受理" })).ShouldBeOk();
        ((string)unmasked["ticket"]!["description"]!, (string)unmasked["ticket"]!["location"]!["address"]!)
            .ShouldBe(("行道树倾斜", Mark + "处"));
        (await dispatcher.Do(again, "amend", new { category = TicketSteps.Greenery, reason = "x" })).ShouldBeOk();
        (await AllOf(street, filed.Id)).ShouldNotContain("可见的备注");
        (await AllOf(street, filed.Id)).ShouldNotContain(Mark);
    }

    [Fact]
    public async Task Verify_and_rebuild_replay_a_ticket_that_was_hidden_and_is_ordinary_again()
    {
        await using var street = await Domain.Deadlines.ClockStreet.At("2026-11-16 09:00");
        var ticket = (await (await street.As("worker")).Post("/v1/tickets", new
        {
            category = TicketSteps.Greenery, description = Mark, reporter = new { name = "王芳", phone = "13803710001" },
        })).ShouldBeCreated();
        await Call("已告知");
        await street.Do("dispatcher", ticket, "verify", new { verifierId = street.Street.PersonId("worker").ToString(), question = Mark });
        await street.Do("worker", ticket, "report-back", new { findings = Mark });
        await street.Do("dispatcher", ticket, "accept");
        foreach (var category in new[] { Petition, TicketSteps.Greenery, Petition })
        {
            await street.Do("dispatcher", ticket, "amend", new { category, reason = "类别有误" });
            await Call("再次告知");
            (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(0, category);
            (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(0, category);
        }
        await street.App.Db.Write(tx => tx.Execute("UPDATE tickets SET source = 'hotline'"));
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(1, "what an amendment left is evidence");

        async Task Call(string note) => (await (await street.As("dispatcher")).Post($"/v1/tickets/{ticket.Id}/contacts",
            new { kind = "response", reached = true, note }, (await street.Read(ticket)).Version)).ShouldBeCreated();
    }
}
