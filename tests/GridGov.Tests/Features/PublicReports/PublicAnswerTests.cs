using GridGov.Data;
using GridGov.Tests.Features.Tickets;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>What the office tells the public with an act on the ticket of a report.</summary>
public class PublicAnswerTests
{
    static async Task<string[]> Answers(Receipt receipt) =>
        [.. (await receipt.Look()).ShouldBeOk()["timeline"]!.AsArray().Select(entry => (string?)entry!["answer"]).OfType<string>()];

    [Fact]
    public async Task The_receipt_shows_what_the_acts_tell_the_public_with_their_steps()
    {
        var street = await TestStreet.New();
        var receipt = await street.Report();
        (await Answers(receipt)).ShouldBeEmpty();
        var (dispatcher, officer) = (await street.Dispatcher(), await street.Officer());
        var ticket = (await dispatcher.Do(await street.PublicTicket(), "verify",
            new { verifierId = street.PersonId("worker").ToString(), question = "请到现场看" })).ShouldBeOk();
        var before = (await receipt.Look()).Header("ETag");
        ticket = (await (await street.Worker()).Do(ticket, "report-back",
            new { findings = "内部意见", confirmed = true, publicAnswer = "现场已核实" })).ShouldBeOk();
        (await receipt.Look()).Header("ETag").ShouldNotBe(before);
        ticket = (await dispatcher.Do(ticket, "accept")).ShouldBeOk();
        ticket = (await dispatcher.Do(ticket, "dispatch", new { handlerId = street.PersonId("officer").ToString() })).ShouldBeOk();
        ticket = (await officer.Do((await officer.Do(ticket, "take")).ShouldBeOk(), "resolve", new { result = "内部结果" })).ShouldBeOk();
        (await (await street.Inspector()).Do(ticket, "pass", new { publicAnswer = "路灯已恢复" })).ShouldBeOk();
        var shown = (await receipt.Look()).ShouldBeOk();
        shown["timeline"]!.AsArray().Select(entry => ((string)entry!["step"]!, (string?)entry["answer"])).ShouldBe(
        [
            ("received", null), ("being_verified", "现场已核实"), ("accepted", null), ("being_handled", null), ("done", null),
            ("closed", "路灯已恢复"),
        ]);
        shown.Text.ShouldNotContain("内部");
    }

    [Fact]
    public async Task A_merged_report_is_told_what_the_other_ticket_tells_since_the_merge()
    {
        var street = await TestStreet.New();
        var (dispatcher, inspector) = (await street.Dispatcher(), await street.Inspector());
        var other = (await inspector.Do(await street.Resolved(), "pass", new { publicAnswer = "对他人的答复" })).ShouldBeOk();
        other = (await (await street.Supervisor()).Do(other, "reopen", new { reason = "又坏了" })).ShouldBeOk();
        var receipt = await street.Report();
        (await dispatcher.Do(await street.PublicTicket(), "merge", new { into = other.Id, differs = true })).ShouldBeOk();
        (await Answers(receipt)).ShouldBeEmpty();
        other = (await dispatcher.Get($"/v1/tickets/{other.Id}")).ShouldBeOk();
        other = (await dispatcher.Do(other, "dispatch", new { handlerId = street.PersonId("officer").ToString() })).ShouldBeOk();
        other = (await (await street.Officer()).Do(other, "take")).ShouldBeOk();
        other = (await (await street.Officer()).Do(other, "resolve", new { result = "修好" })).ShouldBeOk();
        (await inspector.Do(other, "pass", new { publicAnswer = "一并办结" })).ShouldBeOk();
        (await Answers(receipt)).ShouldBe(["一并办结"]);
    }

    [Fact]
    public async Task Of_a_confidential_ticket_the_reporter_alone_reads_it()
    {
        var street = await TestStreet.New();
        var receipt = await street.Report();
        var ticket = await street.PublicTicket();
        var dispatcher = await street.Dispatcher();
        ticket = (await dispatcher.Do(ticket, "amend", new { category = Petitions, reason = "涉访" })).ShouldBeOk();
        (await dispatcher.Do(ticket, "reject", new { reason = "x", publicAnswer = "信访事项已转交" })).ShouldBeOk();
        (await Answers(receipt)).ShouldBe(["信访事项已转交"]);
        var office = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/public-report")).ShouldBeOk();
        office.Text.ShouldContain(FreeText.Mask);
        office.Text.ShouldNotContain("信访事项已转交");
    }
}
