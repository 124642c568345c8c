using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain.PersonalData;
using GridGov.Domain.PersonalData.Retention;
using GridGov.Host.Commands;
using GridGov.Tests.Domain.Deadlines;
using GridGov.Tests.Features.GoingOut;
using GridGov.Tests.Features.Groups;
using GridGov.Tests.Features.Meetings;
using GridGov.Tests.Features.Needs;
using GridGov.Tests.Features.PublicReports;
using GridGov.Tests.Features.Tickets;
using GridGov.Tests.Features.Uploads;
using static GridGov.Tests.Features.Groups.GroupSteps;
using static GridGov.Tests.Features.Meetings.MeetingSteps;
using static GridGov.Tests.Features.Needs.NeedSteps;
using static GridGov.Tests.Features.PublicReports.PublicReportSteps;

namespace GridGov.Tests.Domain.PersonalData.Retention;

/// <summary>Personal data of members, attendees, needs and public reports is removed years after the end of what it was kept for.</summary>
public class RetentionTests
{
    static Task<RetentionResult> Run(App app, bool dryRun = false) => RetentionRun.Run(app.Db, years: 3, dryRun, _ => { }, default);

    static Task<long> Count(App app, string sql) => app.Db.Read(tx => tx.QuerySingle<long>(sql));

    static async Task ShouldVerify(App app)
    {
        (await app.Differences()).ShouldBeEmpty();
        var broken = new List<string>();
        await EncryptionAudit.Run(app.Db, broken.Add, default);
        broken.ShouldBeEmpty();
        (await VerifyCommand.Run(app.Arguments)).ShouldBe(0);
    }

    [Fact]
    public async Task A_member_without_an_account_is_forgotten_after_the_membership()
    {
        await using var street = await ClockStreet.At("2020-03-02 09:00");
        var head = await street.As("head1");
        var group = await street.Street.Group();
        var ended = await Member("王小明");
        (await head.Post($"{MembershipPath}/{ended.Id}/end", new { reason = "退出" }, 1)).ShouldBeOk();
        var open = await Member("李建国");
        await street.Street.Join(group, "worker");

        street.Clock.MoveTo(TestClock.At("2023-03-02 09:00"));
        (await Run(street.App)).ShouldBe(default, "of this very day three years ago it is not more than three years");
        street.Clock.MoveTo(TestClock.At("2023-03-03 09:00"));
        var expected = new RetentionResult(Memberships: 1);
        (await Run(street.App, dryRun: true)).ShouldBe(expected);
        head = await street.As("head1");
        ((string)(await head.Get($"{MembershipPath}/{ended.Id}")).ShouldBeOk()["name"]!).ShouldBe("王**", "nothing was changed");
        (await Run(street.App)).ShouldBe(expected);

        var forgotten = (await head.Get($"{MembershipPath}/{ended.Id}")).ShouldBeOk();
        ((string)forgotten["name"]!, forgotten["phone"], (string)forgotten["role"]!, forgotten.Version)
            .ShouldBe(("******", null, "volunteer", 3));
        forgotten["anonymisedAt"].ShouldNotBeNull();
        (await head.Post($"{MembershipPath}/{ended.Id}/unmask", new { purpose = "试" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "member-anonymised");
        var kept = (await head.Post($"{MembershipPath}/{open.Id}/unmask", new { purpose = "试" })).ShouldBeOk();
        ((string)kept["name"]!, (string)kept["phone"]!).ShouldBe(("李建国", Phone));
        (await head.Get($"{MembershipPath}/{open.Id}")).ShouldBeOk()["anonymisedAt"].ShouldBeNull();
        // The same person comes back.
        (await head.Post($"{MembershipPath}/{open.Id}/end", new { reason = "退出" }, 1)).ShouldBeOk();
        await Member("王小明");
        await ShouldVerify(street.App);
        (await Run(street.App)).ShouldBe(default);

        await street.App.Db.Write(tx => tx.Execute("UPDATE memberships SET anonymised_at = NULL"));
        (await street.App.Differences()).ShouldHaveSingleItem().ShouldContain("anonymised_at");

        async Task<Answer> Member(string name) => (await head.Post($"{GroupPath}/{group.Id}/memberships", new
        {
            person = new { name, phone = Phone }, role = "volunteer",
        })).ShouldBeCreated();
    }

    [Fact]
    public async Task Attendees_and_contacts_are_forgotten_after_the_meeting_and_the_need_were_closed()
    {
        await using var street = await ClockStreet.At("2020-03-02 09:00");
        var head = await street.As("head1");
        var closed = await Meeting("2020-03-02T08:30:00+08:00");
        (await head.Post($"{MeetingPath}/{closed.Id}/close", null, closed.Version)).ShouldBeOk();
        var cancelled = await Meeting(heldAt: null);
        (await head.Post($"{MeetingPath}/{cancelled.Id}/cancel", new { reason = "改期" }, cancelled.Version)).ShouldBeOk();
        var planned = await Meeting(heldAt: null);
        var worker = await street.As("worker");
        var withdrawn = await street.Street.Submitted(new { claimBy = "2020-04-01" }, worker);
        (await worker.ActOn(withdrawn, "withdraw", new { reason = "已解决" })).ShouldBeOk();
        var open = await street.Street.Submitted(new { claimBy = "2020-04-01" }, worker);

        street.Clock.MoveTo(TestClock.At("2023-03-02 09:00"));
        (await Run(street.App)).ShouldBe(default);
        street.Clock.MoveTo(TestClock.At("2023-03-03 09:00"));
        var expected = new RetentionResult(Meetings: 2, Attendees: 2, Needs: 1);
        (await Run(street.App, dryRun: true)).ShouldBe(expected);
        (await Count(street.App, "SELECT count(*) FROM meeting_attendees WHERE encrypted IS NOT NULL")).ShouldBe(3);
        (await Run(street.App)).ShouldBe(expected);

        head = await street.As("head1");
        var attendees = await head.AttendeesOf(closed.Id);
        attendees.Select(each => ((string?)each!["name"], (string?)each["phone"], (string?)each["attendance"]))
            .ShouldBe([(null, null, "present"), ("worker", null, "present")]);
        (await Unmask(closed)).ShouldBeEmpty();
        (await Unmask(planned)).Count.ShouldBe(1);
        var events = (await head.Get($"{MeetingPath}/{closed.Id}/events")).ShouldBeOk()["items"]!.AsArray();
        ((string)events[^1]!["action"]!, events[^1]!["by"]).ShouldBe(("anonymise", null));

        ((bool)(await head.Get($"{NeedPath}/{withdrawn.Id}")).ShouldBeOk()["hasContact"]!).ShouldBeFalse();
        (await head.Post($"{NeedPath}/{withdrawn.Id}/contact/unmask", new { purpose = "试" }))
            .ShouldRefuse(HttpStatusCode.Conflict, "no-contact");
        (await head.Post($"{NeedPath}/{open.Id}/contact/unmask", new { purpose = "试" })).ShouldBeOk();
        await ShouldVerify(street.App);
        (await Run(street.App)).ShouldBe(default);

        async Task<JsonArray> Unmask(Answer meeting) =>
            (await head.Post($"{MeetingPath}/{meeting.Id}/attendees/unmask", new { purpose = "试" })).ShouldBeOk()["items"]!.AsArray();

        async Task<Answer> Meeting(string? heldAt) => (await head.Post(MeetingPath, new
        {
            kind = "safety", title = "安全例会", grid = street.Street.Street, heldAt,
            plannedAt = heldAt is null ? "2020-03-05T08:00:00+08:00" : "2020-03-02T08:00:00+08:00",
            invitees = new object[]
            {
                new { name = "王小明", phone = Phone, attendance = heldAt is null ? null : "present" },
                street.Street.Person("worker", heldAt is null ? null : "present"),
            },
        })).ShouldBeCreated();
    }

    [Fact]
    public async Task Words_about_a_public_report_are_forgotten_after_its_ticket_ended_or_it_was_discarded()
    {
        await using var street = await ClockStreet.At("2020-03-02 09:00");
        var app = street.App;
        var dispatcher = await street.As("dispatcher");
        var (closed, closedTicket) = await Reported("1");
        await street.Street.Worked(closedTicket);
        (await closed.GiveFeedback(solved: true, satisfied: true, "谢谢")).ShouldBeOk();
        var (open, openTicket) = await Reported("2");
        var (merged, mergedTicket) = await Reported("3");
        (await dispatcher.Do(mergedTicket, "merge", new { into = openTicket.Id })).ShouldBeOk();
        var photo = (string)(await app.UploadPublicPhoto(TestPhoto.Jpeg())).ShouldBeCreated()["photo"]!;
        var discarded = await street.Street.Report(Body("1", photo));
        var held = (await dispatcher.Get("/v1/public-reports/held")).ShouldBeOk()["items"]!.AsArray().ShouldHaveSingleItem()!;
        (await dispatcher.Post($"/v1/public-reports/{held["id"]}/discard", new { answer = "重复提交" }, (long)held["version"]!)).ShouldBeOk();
        app.StoredFiles().ShouldBeEmpty();

        street.Clock.MoveTo(TestClock.At("2023-03-02 09:00"));
        (await Run(app)).ShouldBe(default);
        street.Clock.MoveTo(TestClock.At("2023-03-03 09:00"));
        var expected = new RetentionResult(Tickets: 1, Reporters: 1, PublicReports: 2);
        (await Run(app, dryRun: true)).ShouldBe(expected);
        ((string?)(await discarded.Look()).ShouldBeOk()["answer"]).ShouldBe("重复提交");
        (await Run(app)).ShouldBe(expected);

        foreach (var (receipt, step) in new[] { (closed, "closed"), (discarded, "not_accepted") })
        {
            var shown = (await receipt.Look()).ShouldBeOk();
            ((string)shown["step"]!, shown["answer"]).ShouldBe((step, null));
        }
        foreach (var kept in new[] { open, merged })
            ((string?)(await kept.Look()).ShouldBeOk()["answer"]).ShouldBe("已收到");
        (await Count(app, "SELECT count(*) FROM public_reports WHERE encrypted IS NOT NULL")).ShouldBe(2);
        (await Count(app, "SELECT count(*) FROM public_reports WHERE solved = 1")).ShouldBe(1, "figures stay");
        await ShouldVerify(app);
        (await Run(app)).ShouldBe(default);

        object Body(string device, params string[] photos) => new
        {
            category = Lamps, description = Words, grid = street.Street.Grid, device, phone = Phone, photos,
        };

        // A report that became a ticket, and to which the office answered.
        async Task<(Receipt Receipt, Answer Ticket)> Reported(string device)
        {
            var receipt = await street.Street.Report(Body(device));
            var ticket = await street.Street.PublicTicket();
            var report = (await dispatcher.Get($"/v1/tickets/{ticket.Id}/public-report")).ShouldBeOk()["report"]!;
            (await dispatcher.Post($"/v1/public-reports/{report["id"]}/answer", new { text = "已收到" }, (long)report["version"]!))
                .ShouldBeOk();
            return (receipt, ticket);
        }
    }
}
