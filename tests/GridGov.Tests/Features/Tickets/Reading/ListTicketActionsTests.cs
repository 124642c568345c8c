using System.Net;
using System.Text.Json.Nodes;
using GridGov.Domain.Statistics.Counters;
using GridGov.Domain.Tickets;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Features.Tickets.Reading;

/// <summary>The list of allowed actions agrees with the verbs, in every status and for every caller.</summary>
public class ListTicketActionsTests
{
    static readonly string[] People =
        ["worker", "officer", "instructor", "department", "head3", "head2", "head1", "dispatcher", "countyDispatcher", "inspector",
            "supervisor", "admin", "otherWorker"];

    /// <summary>A body that names existing things, so that the response depends on the table alone.</summary>
    static Dictionary<string, object> BodyOf(TestStreet street, JsonNode action, Answer ticket, string into, Random random)
    {
        // A reassignment names another handler.
        var handlers = new[] { "officer", "instructor", "department" }.Where(who => who != (string?)ticket["handler"]?["name"]).ToList();
        var handler = handlers[random.Next(handlers.Count)];
        var all = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["reason"] = "理由", ["result"] = "结果", ["text"] = "内容", ["findings"] = "属实", ["question"] = "属实吗", ["assessment"] = "研判",
            ["purpose"] = "联合处置", ["instruction"] = "请办", ["score"] = 4, ["kind"] = "response", ["reached"] = true, ["until"] = Day(20),
            ["replyBy"] = Soon(90), ["into"] = into,
            ["handlerId"] = street.PersonId(handler).ToString(),
            ["parts"] = new[] { new { category = Greenery, description = "修剪" }, new { category = Greenery, description = "清理" } },
            ["verifierId"] = street.PersonId(random.Next(2) == 0 ? "worker" : "inspector").ToString(),
            ["participants"] = new object[] { new { personId = street.PersonId("department").ToString() },
                new { role = "urban_management" } },
            ["personId"] = ticket["jointAction"]?["participants"]?.AsArray()
                .FirstOrDefault(p => (string)p!["status"]! is "summoned" or "arrived")?["person"]!["id"]!.GetValue<string>()
                ?? street.PersonId("department").ToString(),
        };
        var body = action["needs"]!.AsArray().ToDictionary(need => (string)need!, need => all[(string)need!], StringComparer.Ordinal);
        // An amendment that changes nothing is refused.
        if ((string)action["action"]! == "amend")
            body["description"] = $"更正{random.Next()}";
        if ((string)action["action"]! == "merge")
            body["differs"] = true;
        // A split of what nobody handles names a handler.
        if ((string)action["action"]! == "split")
            body["handlerId"] = all["handlerId"];
        return body;
    }

    [Fact]
    public async Task The_list_agrees_with_the_result_of_every_verb()
    {
        // The test has its own server, because all counters are recounted at the end.
        await using var app = new App();
        var street = await TestStreet.New(app);
        var random = new Random(20_120_514);
        var callers = new List<(string Who, Caller Caller)>();
        foreach (var who in People)
            callers.Add((who, await street.As(who)));
        var supervisor = await street.Supervisor();
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        for (var walk = 0; walk < (TestStore.IsThorough ? 12 : 7); walk++)
        {
            var into = (await street.File()).Id;
            var ticket = await street.File(category: walk % 4 == 0 ? "0802" : Greenery);
            for (var step = 0; step < 14; step++)
            {
                reached.Add((string)ticket["status"]!);
                var possible = new List<(Caller Caller, JsonNode Action)>();
                foreach (var (who, caller) in callers.OrderBy(_ => random.Next()).Take(4))
                {
                    var list = await caller.Get($"/v1/tickets/{ticket.Id}/actions");
                    // A department reads it only once it was given to it.
                    if (who == "otherWorker" || (who == "department" && list.Status == HttpStatusCode.NotFound))
                    {
                        list.ShouldRefuse(HttpStatusCode.NotFound, "not-found");
                        continue;
                    }
                    list.Version.ShouldBe(ticket.Version);
                    var items = list["items"]!.AsArray();
                    items.Select(item => (string)item!["action"]!).ShouldBe(GridGov.Data.Codes<TicketAction>.All, ignoreOrder: true);
                    foreach (var item in items)
                    {
                        if ((bool)item!["allowed"]!)
                            possible.Add((caller, item));
                        else if ((string?)item["href"] is { } href)
                            (await caller.Post(href, BodyOf(street, item, ticket, into, random), ticket.Version)).ShouldRefuse(
                                (HttpStatusCode)GridGov.Api.ProblemCatalogue.All[(string)item["code"]!].Status, (string)item["code"]!);
                    }
                }
                (await supervisor.Get($"/v1/tickets/{ticket.Id}")).Text.ShouldBe(ticket.Text, "refusals write nothing");
                // Comments and supervision are always possible, so they are chosen rarely.
                // A ticket that was split waits for its parts, so one is enough.
                var acts = possible.Where(one => (string)one.Action["action"]! != "comment" || random.Next(8) == 0)
                    .Where(one => (string)one.Action["action"]! != "split" || !done.Contains("split")).ToList();
                if (acts.Count == 0)
                    continue;
                var fresh = acts.Where(one => !done.Contains((string)one.Action["action"]!)).ToList();
                var (by, act) = fresh.Count > 0 ? fresh[random.Next(fresh.Count)] : acts[random.Next(acts.Count)];
                var name = (string)act["action"]!;
                var answer = await by.Post((string)act["href"]!, BodyOf(street, act, ticket, into, random), ticket.Version);
                ((int)answer.Status).ShouldBeInRange(200, 299, $"{name} of a ticket that is {ticket["status"]}: {answer.Text}");
                done.Add(name);
                ticket = (await supervisor.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk();
                ((string)ticket["status"]!)
                    .ShouldBe(name == "approve_request" && (string)ticket["status"]! == "suspended" ? "suspended" : (string)act["to"]!);
            }
        }
        done.Count.ShouldBeGreaterThan(20, string.Join(' ', done.Order()));
        reached.Count.ShouldBeGreaterThan(8, string.Join(' ', reached.Order()));
        (await CounterAudit.Run(app.Db, _ => { }, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_possible_actions_are_allowed()
    {
        var street = await TestStreet.New();
        var dispatched = await street.Dispatched();
        var allowed = (await (await street.Officer()).Get($"/v1/tickets/{dispatched.Id}/actions"))["items"]!.AsArray()
            .Where(a => (bool)a!["allowed"]!).Select(a => (string)a!["action"]!);
        allowed.ShouldBe(["take", "return", "comment", "request_extension"]);
    }

    [Fact]
    public async Task Each_action_shows_its_address_and_required_properties()
    {
        var street = await TestStreet.New();
        var filed = await street.File();
        var items = (await (await street.Dispatcher()).Get($"/v1/tickets/{filed.Id}/actions"))["items"]!.AsArray();
        JsonNode Item(string action) => items.Single(item => (string)item!["action"]! == action)!;
        Item("verify")["needs"]!.AsArray().Select(need => (string)need!).ShouldBe(["verifierId", "question"]);
        ((string)Item("merge")["href"]!).ShouldBe($"/v1/tickets/{filed.Id}/merge");
        Item("reply")["href"].ShouldBeNull("there is no order to reply to");
        ((string)Item("reply")["code"]!).ShouldBe("no-open-order");
        ((string)Item("note")["code"]!).ShouldBe("not-a-condition");
    }

    [Fact]
    public async Task Every_path_leaves_counters_that_equal_a_recount()
    {
        await using var app = new App();
        var street = await TestStreet.New(app);
        var (dispatcher, supervisor, officer) = (await street.Dispatcher(), await street.Supervisor(), await street.Officer());
        var verifying =
            (await dispatcher.Do(await street.File(), "verify", new { verifierId = street.PersonId("worker").ToString(), question = "?" }))
                .ShouldBeOk();
        (await (await street.Worker()).Do(verifying, "report-back", new { findings = "x" })).ShouldBeOk();
        var noted = (await (await street.Head3()).Do(await street.File(category: "0802"), "note", new { assessment = "x" })).ShouldBeOk();
        (await supervisor.Do(noted, "reopen", new { reason = "x" })).ShouldBeOk();
        var survivor = await street.Accepted();
        var merged = (await dispatcher.Do(await street.Accepted(), "merge", new { into = survivor.Id })).ShouldBeOk();
        (await dispatcher.Do(await street.File(), "merge", new { into = survivor.Id })).ShouldBeOk();
        (await supervisor.Do(merged, "reopen", new { reason = "x" })).ShouldBeOk();
        var suspended = (await dispatcher.Do(await street.Processing(), "suspend", new { until = Day(3), reason = "x" })).ShouldBeOk();
        (await officer.Do(suspended, "resume")).ShouldBeOk();
        (await dispatcher.Do(await street.Processing(), "suspend", new { until = Day(3), reason = "x" })).ShouldBeOk();
        var evaluated = (await (await street.Inspector()).Do(await street.Closed(), "evaluate", new { score = 3 })).ShouldBeOk();
        (await (await street.Inspector()).Do(await street.Closed(), "evaluate", new { score = 5 })).ShouldBeOk();
        (await supervisor.Do(evaluated, "reopen", new { reason = "x" })).ShouldBeOk();
        (await CounterAudit.Run(app.Db, _ => { }, default)).ShouldBeEmpty();
        var measures =
            (await supervisor.Get($"/v1/statistics/measures?measure=resolution_rate&grid={street.Street}&from=2020-01-01&to=2039-01-01"))
                .ShouldBeOk();
        // Established: the noted one, the survivor, the unmerged one, two suspended, and two closed (one reopened).
        ((long)measures["total"]!["denominator"]!).ShouldBe(7);
        ((long)measures["total"]!["numerator"]!).ShouldBe(1);
    }
}
