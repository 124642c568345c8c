using System.Net;

namespace GridGov.Tests.Features.Tickets.PersonalData;

/// <summary>Unmasking confidential tickets: who may, and the audit of its purpose.</summary>
public class UnmaskTests
{
    const string Petitions = "0704";

    internal static Task<Answer> Unmask(Caller caller, string id, string purpose = "核查前了解诉求", long? after = null) =>
        caller.Post($"/v1/tickets/{id}/unmask", after is null ? new { purpose } : new { purpose, after });

    internal static Task<List<string>> AuditOf(TestStreet street, string id) =>
        street.App.Db.Read(tx =>
            tx.Query<string>("SELECT details FROM audit WHERE kind = 'unmasking' AND subject = @Id ORDER BY seq", new { Id = id }));

    [Fact]
    public async Task Unmasking_gives_the_full_ticket_and_history_and_audits_the_purpose_once()
    {
        var street = await TestStreet.New();
        var story = await ConfidentialScenario.Filed(street, "un8ilou");
        await story.PlayToOpenItems();
        var said = story.Texts;
        var middle = (await Unmask(await street.Officer(), story.Id, "处置所需")).ShouldBeOk();
        var ticket = middle["ticket"]!;
        ((bool)ticket["confidential"]!).ShouldBeTrue();
        ((bool)ticket["masked"]!).ShouldBeFalse();
        ((string)ticket["description"]!).ShouldBe(said["description"]);
        ((string)ticket["location"]!["address"]!).ShouldBe(said["address"]);
        ((double)ticket["location"]!["sent"]!["lng"]!).ShouldBe(113.6553);
        ((double)ticket["location"]!["lng"]!).ShouldNotBe(113.6553);
        ((string)ticket["verification"]!["question"]!).ShouldBe(said["question"]);
        ((string)ticket["verification"]!["findings"]!).ShouldBe(said["findings"]);
        ((string)ticket["pendingRequest"]!["reason"]!).ShouldBe(said["request"]);
        ((string)ticket["jointAction"]!["purpose"]!).ShouldBe(said["purpose"]);
        ticket["jointAction"]!["participants"]!.AsArray().Select(each => ((string?)each!["result"], (string?)each["excuse"]))
            .ShouldBe([(said["jointResult"], null), (null, said["excuse"]), (null, null)]);
        ((string)ticket["supervision"]!["instruction"]!).ShouldBe(said["order"]);
        ((string)ticket["supervision"]!["reply"]!).ShouldBe(said["reply"], "the last one");
        middle.Header("ETag").ShouldBe($"\"{ticket["version"]}\"");
        (await AuditOf(street, story.Id)).ShouldBe(["""{"purpose":"处置所需"}"""]);

        await story.PlayToClosing();
        var end = (await Unmask(await street.Head1(), story.Id, "结案后复盘")).ShouldBeOk();
        ((string)end["ticket"]!["result"]!).ShouldBe(said["result"], "of the last round");
        ((string)end["ticket"]!["evaluation"]!["comment"]!).ShouldBe(said["evaluation"]);
        var acts = end["events"]!.AsArray();
        end["next"].ShouldBeNull();
        foreach (var (what, words) in said.Where(each => each.Key is not ("description" or "address" or "reporter")))
            acts.ShouldContain(act => act!.ToJsonString().Contains($"\"{words}\"", StringComparison.Ordinal), what);
        acts.Select(act => (string)act!["action"]!).ShouldBe(
            (await (await street.Head1()).Get($"/v1/tickets/{story.Id}/events?limit=200"))["items"]!.AsArray()
                .Select(each => (string)each!["action"]!));
        acts.ShouldAllBe(act => act!["details"] == null || act["details"]!["sealed"] == null);
        // Continues after the given event.
        var some = (await Unmask(await street.Head1(), story.Id, after: acts.Count - 2)).ShouldBeOk()["events"]!.AsArray();
        some.Select(act => (long)act!["position"]!).ShouldBe([acts.Count - 1, acts.Count]);
        (await AuditOf(street, story.Id)).Count.ShouldBe(3);
        var audit = (await (await street.Supervisor()).Get($"/v1/audit?kind=unmasking&subject={story.Id}"))
            .ShouldBeOk()["items"]!.AsArray();
        audit.Select(each => (string)each!["code"]!).Distinct().ShouldBe(["unmask_ticket"]);
        story.ShouldNotReveal(await (await street.Supervisor()).Get("/v1/audit?kind=unmasking"));
    }

    [Fact]
    public async Task Heads_dispatchers_inspectors_and_supervisors_unmask_all_in_their_grids_others_only_their_own()
    {
        var street = await TestStreet.New();
        var story = await ConfidentialScenario.Filed(street, "who3ilou");
        foreach (var who in new[] { "head1", "head2", "head3", "dispatcher", "countyDispatcher", "inspector", "supervisor", "worker" })
            (await Unmask(await street.As(who), story.Id)).ShouldBeOk();
        foreach (var who in new[] { "officer", "instructor" })
        {
            (await Unmask(await street.As(who), story.Id)).ShouldRefuse(HttpStatusCode.Forbidden, "not-concerned-with-ticket");
            (await (await street.As(who)).Get($"/v1/tickets/{story.Id}")).ShouldBeOk();
        }
        foreach (var who in new[] { "otherWorker", "otherOfficer", "outsider", "department" })
            (await Unmask(await street.As(who), story.Id)).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        foreach (var who in new[] { "admin", "rootAdmin" })
            (await Unmask(await street.As(who), story.Id)).ShouldRefuse(HttpStatusCode.Forbidden, "post-not-allowed");
        (await Unmask(App.Shared.Nobody(), story.Id)).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
        (await AuditOf(street, story.Id)).Count.ShouldBe(8, "of what was refused none was read");

        // Handlers, verifiers and participants need to read the ticket.
        await story.PlayToOpenItems();
        foreach (var who in new[] { "officer", "department", "instructor" })
            (await Unmask(await street.As(who), story.Id)).ShouldBeOk();
        await story.PlayToClosing();
        (await Unmask(await street.As("officer"), story.Id)).ShouldBeOk();
        (await Unmask(await street.As("department"), story.Id)).ShouldRefuse(HttpStatusCode.Forbidden, "not-concerned-with-ticket");
    }

    [Theory]
    [InlineData("""{}""", "/purpose", "required")]
    [InlineData("""{"purpose":" "}""", "/purpose", "required")]
    [InlineData("""{"purpose":"x","after":-1}""", "/after", "out_of_range")]
    [InlineData("""{"purpose":"x","why":"y"}""", "/why", "unknown_property")]
    public async Task Without_a_purpose_nothing_is_read_and_nothing_written(string body, string pointer, string code)
    {
        var street = await TestStreet.New();
        var ticket = await street.File(category: Petitions);
        (await (await street.Dispatcher()).PostRaw($"/v1/tickets/{ticket.Id}/unmask", body)).ShouldFault(pointer, code);
        (await (await street.Dispatcher()).PostRaw($"/v1/tickets/{ticket.Id}/unmask", $$"""{"purpose":"{{new string('长', 201)}}"}"""))
            .ShouldFault("/purpose", "too_long");
        (await AuditOf(street, ticket.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_repeated_key_reads_and_audits_again_and_no_response_is_stored()
    {
        var street = await TestStreet.New();
        var story = await ConfidentialScenario.Filed(street, "idem4");
        var head = await street.Head1();
        for (var i = 0; i < 2; i++)
        {
            var read = (await head.Post($"/v1/tickets/{story.Id}/unmask", new { purpose = "核查" }, key: "the-same")).ShouldBeOk();
            read.Header("Idempotency-Replayed").ShouldBeNull();
            read.Text.ShouldContain("idem4");
        }
        (await AuditOf(street, story.Id)).Count.ShouldBe(2);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>(
            "SELECT count(*) FROM idempotency_keys WHERE idempotency_key = 'the-same' AND caller = @Caller", new { Caller = head.Person })))
            .ShouldBe(0);
    }
}
