using System.Net;
using GridGov.Domain.PersonalData;
using GridGov.Tests.Features.Places;
using GridGov.Tests.Leaks;
using static GridGov.Tests.Features.Needs.NeedSteps;

namespace GridGov.Tests.Features.Needs;

/// <summary>A need becomes a ticket, and when that is confidential, the need keeps nothing of it.</summary>
public class NeedTicketTests
{
    const string Petition = "0704";
    const string Word = "zq8needWord";

    [Fact]
    public async Task A_need_becomes_a_ticket_of_its_grid_and_place_and_each_names_the_other()
    {
        var street = await TestStreet.New();
        var (officer, dispatcher) = (await street.Officer(), await street.Dispatcher());
        var place = await street.Place("活动室", "venue");
        var need = await street.Published(new { placeId = place.Id });
        var claim = await officer.Claim(need);
        (await officer.ActOn(need, "file-ticket", new { category = "0107" })).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await (await street.Admin()).ActOn(need, "file-ticket", new { category = "0107" }))
            .ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await dispatcher.ActOn(need, "file-ticket", new { category = "9999" }))
            .ShouldRefuse(HttpStatusCode.BadRequest, "unknown-category");
        var closed = (await dispatcher.ActOn(need, "file-ticket", new { category = "0107" })).ShouldBeOk();
        (closed.Status(), (string)closed["closing"]!, (bool)closed["hidden"]!).ShouldBe(("closed", "ticket", false));
        var id = (string)closed["ticket"]!["id"]!;
        var ticket = (await dispatcher.Get($"/v1/tickets/{id}")).ShouldBeOk();
        ((string)ticket["source"]!, (string)ticket["description"]!, (string)ticket["place"]!["id"]!, (string)ticket["grid"]!["code"]!)
            .ShouldBe(("need", "陪护就医：独居老人每周复诊", place.Id, street.Grid));
        ((string)ticket["origin"]!["kind"]!, (string)ticket["origin"]!["id"]!).ShouldBe(("need", need.Id));
        ((string)(await dispatcher.Get($"/v1/tickets/{id}/reporters")).ShouldBeOk()["items"]![0]!["phone"]!).ShouldBe("138****0001");
        claim = (await officer.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk();
        (claim.Status(), (string)claim["reason"]!).ShouldBe(("released", "该需求已转为案卷。"));
        (await dispatcher.ActOn(need, "file-ticket", new { category = "0107" })).ShouldRefuse(HttpStatusCode.Conflict, "need-closed");
        // A handler of the department reads no needs, so the ticket does not say where it came from.
        ticket = (await dispatcher.Post($"/v1/tickets/{id}/accept", new { }, ticket.Version)).ShouldBeOk();
        (await dispatcher.Post($"/v1/tickets/{id}/dispatch", new { handlerId = street.PersonId("department").ToString() }, ticket.Version))
            .ShouldBeOk();
        (await (await street.Department()).Get($"/v1/tickets/{id}")).ShouldBeOk()["origin"].ShouldBeNull();
        (await street.App.NeedDifferences()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeat_files_no_second_ticket_and_one_without_a_key_is_refused()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var need = await street.Published();
        Task<Answer> File(string category, string key) =>
            dispatcher.Post($"{NeedPath}/{need.Id}/file-ticket", new { category }, need.Version, key);
        (await File("0107", "")).ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
        var key = Caller.NewKey();
        var filed = (await File("0107", key)).ShouldBeOk();
        var repeated = (await File("0107", key)).ShouldBeOk();
        (repeated.Text, repeated.Header("Idempotency-Replayed"), repeated.Header("ETag"))
            .ShouldBe((filed.Text, "true", filed.Header("ETag")));
        (await File("0101", key)).ShouldRefuse(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        (await dispatcher.Get($"/v1/tickets?grid={street.Grid}&count=true")).ShouldBeOk()["count"]!.GetValue<long>().ShouldBe(1);
        // The answer has the need's words, so it goes when these are hidden.
        var ticket = (await dispatcher.Get($"/v1/tickets/{(string)filed["ticket"]!["id"]!}")).ShouldBeOk();
        (await dispatcher.Post($"/v1/tickets/{ticket.Id}/amend", new { category = Petition, reason = "涉及个人" }, ticket.Version))
            .ShouldBeOk();
        (await File("0107", key)).ShouldRefuse(HttpStatusCode.Conflict, "answer-hidden");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_confidential_ticket_leaves_nothing_of_its_words_place_and_link_in_the_need(bool fromTheFirst)
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (worker, dispatcher) = (await street.Worker(), await street.Dispatcher());
        var (team, leader) = await street.Team();
        var place = await street.Place("2单元501");
        var need = await street.Published(new
        {
            title = Word, description = Word, placeId = place.Id, contact = new { name = Word, phone = Phone }, slots = 2,
        });
        var claim = (await leader.Act(await leader.Claim(need, team), "start")).ShouldBeOk();
        (await leader.Post($"{ClaimPath}/{claim.Id}/records", new { note = Word }, claim.Version)).ShouldBeCreated();
        claim = (await leader.Get($"{ClaimPath}/{claim.Id}")).ShouldBeOk();
        claim = (await leader.Act(claim, "report-done")).ShouldBeOk();
        (await dispatcher.Act(claim, "dispute", new { reason = Word })).ShouldBeOk();
        var filed = await dispatcher.ActOn(need, "file-ticket", new { category = fromTheFirst ? Petition : "0107" });
        var ticket = (string)filed.ShouldBeOk()["ticket"]!["id"]!;
        if (!fromTheFirst)
        {
            ((string)filed["title"]!).ShouldBe(Word);
            var row = (await dispatcher.Get($"/v1/tickets/{ticket}")).ShouldBeOk();
            (await dispatcher.Post($"/v1/tickets/{ticket}/amend", new { category = Petition, reason = "涉及个人" }, row.Version)).ShouldBeOk();
        }
        foreach (var (caller, mayRead) in new[] { (dispatcher, true), (await street.Head3(), true), (worker, false), (leader, false) })
        {
            var seen = (await caller.Get($"{NeedPath}/{need.Id}")).ShouldBeOk();
            ((string)seen["title"]!, seen["description"], seen["place"], (bool)seen["hasContact"]!, (bool)seen["hidden"]!,
                seen["ticket"] is not null).ShouldBe(("涉密事项", null, null, false, true, mayRead), seen.Text);
            foreach (var path in new[]
            {
                $"{NeedPath}/{need.Id}/events", $"{NeedPath}?q={Word}", NeedPath, $"{ClaimPath}/{claim.Id}",
                $"{ClaimPath}/{claim.Id}/records",
                $"{ClaimPath}/{claim.Id}/events", ClaimPath, $"{NeedPath}/three-lists", $"{NeedPath}?place={place.Id}",
            })
            {
                var answer = await caller.Get(path);
                answer.Text.ShouldNotContain(Word, Case.Sensitive, path);
                if (!mayRead)
                    answer.Text.ShouldNotContain(ticket, Case.Sensitive, path);
            }
            (await caller.Get($"{NeedPath}?q={Word}")).Items().ShouldBeEmpty();
            (await caller.Get($"{NeedPath}?place={place.Id}")).Items().ShouldBeEmpty();
        }
        ((string)(await dispatcher.Get($"/v1/tickets/{ticket}")).ShouldBeOk()["origin"]!["id"]!).ShouldBe(need.Id);
        // A worker reads the masked ticket, which does not tell whose need it was.
        (await worker.Get($"/v1/tickets/{ticket}")).ShouldBeOk()["origin"].ShouldBeNull();
        var rows = (await DatabaseDump.Of(app, [])).Where(row => row.Contains(Word, StringComparison.Ordinal)).ToList();
        // An amendment leaves the ticket's own former event, which only grows.
        rows.ShouldAllBe(row => row.StartsWith("journal:", StringComparison.Ordinal) && !fromTheFirst, string.Join('\n', rows));
        (await app.NeedDifferences()).ShouldBeEmpty();
        (await EncryptionAudit.Run(app.Db, place => place.ShouldBeNull(), default)).ShouldBePositive();
    }
}
