using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain.Statistics.Counters;
using GridGov.Host.Commands;
using GridGov.Tests.Features.Tickets;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Features.PublicReports;

/// <summary>The reporter's feedback on a closing, and the request to reopen.</summary>
public class FeedbackTests
{
    [Fact]
    public async Task An_answer_enters_the_rates_once_for_each_closing()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        var street = await TestStreet.New(app);
        var receipt = await street.Report();
        (await receipt.GiveFeedback(solved: true, satisfied: true)).ShouldRefuse(HttpStatusCode.Conflict, "report-not-closed");
        await street.Worked(await street.PublicTicket());
        ((bool)(await receipt.Look())["canGiveFeedback"]!).ShouldBeTrue();
        var answered = (await receipt.GiveFeedback(solved: true, satisfied: false)).ShouldBeOk();
        ((bool)answered["canGiveFeedback"]!).ShouldBeFalse();
        ((bool)answered["feedback"]!["solved"]!).ShouldBeTrue();
        (await receipt.GiveFeedback(solved: true, satisfied: true)).ShouldRefuse(HttpStatusCode.Conflict, "feedback-given");
        (await receipt.GiveFeedback(solved: true, satisfied: false, "x")).ShouldRefuse(HttpStatusCode.Conflict, "feedback-given");
        // Its answer was lost, so it is sent again.
        (await receipt.GiveFeedback(solved: true, satisfied: false)).ShouldBeOk().Text.ShouldBe(answered.Text);
        var (solution, satisfaction) = (await Rate(street, "solution_rate"), await Rate(street, "satisfaction_rate"));
        solution.ShouldBe((1, 1));
        satisfaction.ShouldBe((0, 1));
        (await CounterAudit.Run(app.Db, _ => { }, default)).ShouldBeEmpty();
        (await receipt.Add("谢谢")).ShouldRefuse(HttpStatusCode.Conflict, "report-ended");
    }

    [Fact]
    public async Task A_call_back_of_the_office_counts_and_the_reporter_s_answer_is_kept_beside_it()
    {
        var street = await TestStreet.New();
        var receipt = await street.Report(new { category = Lamps, description = Words, grid = street.Grid, phone = "13803710001" });
        var ticket = await street.Worked(await street.PublicTicket());
        (await (await street.Dispatcher()).Do(ticket, "contacts",
            new { kind = "call_back", reached = true, solved = true, satisfied = true }))
            .ShouldBeCreated();
        (await receipt.GiveFeedback(solved: false, satisfied: false)).ShouldBeOk();
        (await Rate(street, "satisfaction_rate")).ShouldBe((1, 1));
        await street.Pending();
    }

    [Fact]
    public async Task What_is_not_solved_is_reopened_by_a_supervisor_and_answered_again()
    {
        var street = await TestStreet.New();
        var receipt = await street.Report();
        var ticket = await street.Worked(await street.PublicTicket());
        (await receipt.GiveFeedback(solved: false, satisfied: false, "晚上又不亮")).ShouldBeOk();
        var supervisor = await street.Supervisor();
        (await supervisor.Get("/v1/me/notifications")).ShouldBeOk().Text.ShouldContain("reopening_asked");
        (await (await street.Dispatcher()).Get("/v1/public-reports/reopening-requests"))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await receipt.GiveFeedback(solved: false, satisfied: false, "晚上又不亮")).ShouldBeOk();
        var pending = (await supervisor.Get("/v1/public-reports/reopening-requests?count=true")).ShouldBeOk();
        ((long)pending["count"]!).ShouldBe(1);
        ((string)pending["items"]![0]!["text"]!).ShouldBe("晚上又不亮");
        var (id, version) = await street.Pending();
        (await supervisor.Post($"/v1/public-reports/{id}/grant-reopening", new { reason = "复查不亮" }, version)).ShouldBeOk();
        (await supervisor.Post($"/v1/public-reports/{id}/grant-reopening", new { reason = "复查不亮" }, version + 1))
            .ShouldRefuse(HttpStatusCode.Conflict, "reopening-not-pending");
        var shown = (await receipt.Look()).ShouldBeOk();
        ((string)shown["step"]!).ShouldBe("reopened");
        ((string)shown["feedback"]!["reopening"]!).ShouldBe("granted");
        shown.Text.ShouldNotContain("复查不亮");
        await street.WorkedAgain((await supervisor.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk());
        (await receipt.GiveFeedback(solved: true, satisfied: true)).ShouldBeOk();
        (await receipt.Steps())[^1].ShouldBe("closed");
    }

    [Fact]
    public async Task What_is_open_again_already_stays_as_it_is_when_its_request_is_granted()
    {
        var street = await TestStreet.New();
        var receipt = await street.Report();
        var ticket = await street.Worked(await street.PublicTicket());
        (await receipt.GiveFeedback(solved: false, satisfied: false)).ShouldBeOk();
        var supervisor = await street.Supervisor();
        ticket = (await supervisor.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
        var reopened = (await supervisor.Do(ticket, "reopen", new { reason = "巡查发现复发" })).ShouldBeOk();
        var (id, version) = await street.Pending();
        (await supervisor.Post($"/v1/public-reports/{id}/grant-reopening", new { reason = "已重开" }, version)).ShouldBeOk();
        (await supervisor.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk().Version.ShouldBe(reopened.Version);
        ((string)(await receipt.Look())["feedback"]!["reopening"]!).ShouldBe("granted");
    }

    [Fact]
    public async Task A_refusal_to_reopen_is_told_in_words_to_the_reporter()
    {
        var street = await TestStreet.New();
        var receipt = await street.Report();
        await street.Worked(await street.PublicTicket());
        (await receipt.GiveFeedback(solved: false, satisfied: true)).ShouldBeOk();
        var (id, version) = await street.Pending();
        var supervisor = await street.Supervisor();
        (await supervisor.Post($"/v1/public-reports/{id}/refuse-reopening", new { answer = "分时照明，属正常" }, version)).ShouldBeOk();
        var feedback = (await receipt.Look()).ShouldBeOk()["feedback"]!;
        ((string)feedback["reopening"]!).ShouldBe("refused");
        ((string)feedback["refusal"]!).ShouldBe("分时照明，属正常");
        (await receipt.GiveFeedback(solved: true, satisfied: true)).ShouldRefuse(HttpStatusCode.Conflict, "feedback-given");
    }

    [Fact]
    public async Task After_ninety_days_nothing_is_answered()
    {
        var clock = TestClock.Starting("2026-08-03 09:30");
        await using var app = new App(clock);
        var street = await TestStreet.New(app);
        var receipt = await street.Report();
        await street.Worked(await street.PublicTicket());
        clock.Move(TimeSpan.FromDays(91));
        (await receipt.GiveFeedback(solved: false, satisfied: false)).ShouldRefuse(HttpStatusCode.Conflict, "feedback-period-over");
    }

    [Fact]
    public async Task Verify_finds_a_changed_added_and_removed_report()
    {
        await using var app = new App(TestClock.Starting("2026-11-18 09:30"));
        var street = await TestStreet.New(app);
        var receipt = await street.Report(new { category = Lamps, description = Words, grid = street.Grid, device = "d" });
        await street.Worked(await street.PublicTicket());
        (await receipt.GiveFeedback(solved: false, satisfied: false, "不亮")).ShouldBeOk();
        await street.Report(new { category = Lamps, description = Words, grid = street.Grid, device = "d" });
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
        foreach (var falsified in new[]
        {
            "UPDATE public_reports SET satisfied = 1 WHERE solved = 0", "UPDATE public_reports SET secret_hash = request_hash",
            "UPDATE public_reports SET held_for = 'place' WHERE status = 'held'",
            "UPDATE public_reports SET encrypted = NULL WHERE solved = 0",
            "UPDATE tickets SET unverified = 1 WHERE status = 'closed'", "DELETE FROM public_reports WHERE status = 'held'",
        })
        {
            await app.Db.Write(async tx =>
            {
                await tx.Execute("CREATE TABLE kept AS SELECT * FROM public_reports");
                await tx.Execute("CREATE TABLE kept_tickets AS SELECT id, unverified FROM tickets");
                (await tx.Execute(falsified)).ShouldBePositive(falsified);
            });
            (await VerifyCommand.Run(app.Arguments)).ShouldBe(1, falsified);
            await app.Db.Write(async tx =>
            {
                await tx.Execute("DELETE FROM public_reports");
                await tx.Execute("INSERT INTO public_reports SELECT * FROM kept");
                await tx.Execute("UPDATE tickets SET unverified = (SELECT k.unverified FROM kept_tickets k WHERE k.id = tickets.id)");
                await tx.Execute("DROP TABLE kept");
                await tx.Execute("DROP TABLE kept_tickets");
            });
            (await VerifyCommand.Run(app.Arguments)).ShouldBe(0, falsified);
        }
    }

    static async Task<(long, long)> Rate(TestStreet street, string measure)
    {
        var rate = (await (await street.Supervisor()).Get(
            $"/v1/statistics/measures?measure={measure}&grid={street.Street}")).ShouldBeOk();
        var figure = Find(rate.Json, "numerator")!;
        return ((long)figure["numerator"]!, (long)figure["denominator"]!);
    }

    static JsonNode? Find(JsonNode? node, string name) => node switch
    {
        JsonObject all when all.ContainsKey(name) => all,
        JsonObject all => all.Select(pair => Find(pair.Value, name)).FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(each => Find(each, name)).FirstOrDefault(found => found is not null),
        _ => null,
    };
}
