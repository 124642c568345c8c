using System.Net;
using System.Text.Json.Nodes;

namespace GridGov.Tests.Features.Tickets.Bulk;

/// <summary>Many tickets by one call, each for itself.</summary>
public class BulkTests
{
    static object Of(params IEnumerable<Answer> tickets) => tickets.Select(each => new { id = each.Id, version = each.Version }).ToArray();

    static List<JsonNode> Items(Answer answer) => [.. answer.ShouldBeOk()["items"]!.AsArray().Select(item => item!)];

    static List<string?> Codes(Answer answer) => Items(answer).ConvertAll(item => (string?)item["problem"]?["code"]);

    static async Task<List<Answer>> File(TestStreet street, int count)
    {
        var filed = new List<Answer>();
        for (var i = 0; i < count; i++)
            filed.Add(await street.File());
        return filed;
    }

    static async Task<List<Answer>> Read(Caller caller, IEnumerable<Answer> tickets)
    {
        var found = new List<Answer>();
        foreach (var ticket in tickets)
            found.Add((await caller.Get($"/v1/tickets/{ticket.Id}")).ShouldBeOk());
        return found;
    }

    [Fact]
    public async Task Tickets_are_accepted_dispatched_reassigned_and_passed_by_one_call_each()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        var tickets = await File(street, 3);
        var accepted = await dispatcher.Post("/v1/tickets/bulk", new { tickets = Of(tickets), accept = new { } });
        ((int)accepted.ShouldBeOk()["done"]!).ShouldBe(3, accepted.Text);
        Items(accepted).Select(item => ((string)item["id"]!, (string)item["status"]!, (long)item["version"]!))
            .ShouldBe(tickets.Select(each => (each.Id, "accepted", each.Version + 1)));
        tickets = await Read(dispatcher, tickets);
        (await dispatcher.Post("/v1/tickets/bulk", new
        {
            tickets = Of(tickets), dispatch = new { handlerId = street.PersonId("officer").ToString(), instruction = "请办" },
        })).ShouldBeOk();
        tickets = await Read(dispatcher, tickets);
        tickets.ShouldAllBe(ticket => (string)ticket["status"]! == "dispatched");
        (await dispatcher.Post("/v1/tickets/bulk", new
        {
            tickets = Of(tickets), reassign = new { handlerId = street.PersonId("instructor").ToString(), reason = "休假" },
        })).ShouldBeOk();
        tickets = await Read(dispatcher, tickets);
        foreach (var ticket in tickets)
        {
            ((string)ticket["handler"]!["id"]!).ShouldBe(street.PersonId("instructor").ToString());
            var taken = (await (await street.Instructor()).Do(ticket, "take")).ShouldBeOk();
            (await (await street.Instructor()).Do(taken, "resolve", new { result = "办结" })).ShouldBeOk();
        }
        tickets = await Read(dispatcher, tickets);
        var passed = await (await street.Inspector()).Post("/v1/tickets/bulk",
            new { tickets = Of(tickets), pass = new { comment = "属实" } });
        ((int)passed.ShouldBeOk()["done"]!).ShouldBe(3, passed.Text);
        (await Read(dispatcher, tickets)).ShouldAllBe(ticket => (string)ticket["status"]! == "closed");
        // One event each, as by the single operation.
        var events = (await dispatcher.Get($"/v1/tickets/{tickets[0].Id}/events")).ShouldBeOk();
        events["items"]!.AsArray().Select(item => (string)item!["action"]!)
            .ShouldBe(["file", "accept", "dispatch", "reassign", "take", "resolve", "pass"]);
    }

    [Fact]
    public async Task Each_ticket_is_refused_for_itself_by_the_rules_of_the_single_operation()
    {
        var street = await TestStreet.New();
        var (dispatcher, good) = (await street.Dispatcher(), await street.File());
        var dispatched = await street.Dispatched();
        var foreign = await (await TestStreet.New()).File();
        var answer = await dispatcher.Post("/v1/tickets/bulk", new
        {
            tickets = new[]
            {
                new { id = good.Id, version = good.Version }, new { id = dispatched.Id, version = dispatched.Version },
                new { id = foreign.Id, version = foreign.Version }, new { id = "0000000000001", version = 1L },
            },
            accept = new { },
        });
        Codes(answer).ShouldBe([null, "action-not-allowed-in-status", "not-found", "not-found"]);
        ((int)answer["done"]!).ShouldBe(1);
        Items(answer).Select(item => (int?)item["problem"]?["status"]).ShouldBe([null, 409, 404, 404]);
        // Unknown and foreign ones are not told apart.
        Items(answer)[2]["problem"]!.ToJsonString().ShouldBe(Items(answer)[3]["problem"]!.ToJsonString());

        var stale = await dispatcher.Post("/v1/tickets/bulk",
            new
            {
                tickets = new[] { new { id = good.Id, version = good.Version } },
                dispatch = new { handlerId = street.PersonId("officer").ToString() }
            });
        Codes(stale).ShouldBe(["stale-version"]);
        var now = (await dispatcher.Get($"/v1/tickets/{good.Id}")).ShouldBeOk();
        Codes(await (await street.Officer()).Post("/v1/tickets/bulk",
            new { tickets = Of(now), dispatch = new { handlerId = street.PersonId("officer").ToString() } }))
            .ShouldBe(["post-not-allowed"]);
        Codes(await dispatcher.Post("/v1/tickets/bulk",
            new { tickets = Of(now), dispatch = new { handlerId = street.PersonId("head1").ToString() } }))
            .ShouldBe(["handler-outside-grid"]);
        (await dispatcher.Get($"/v1/tickets/{good.Id}")).ShouldBeOk().Text.ShouldBe(now.Text);
    }

    [Fact]
    public async Task What_the_body_must_say()
    {
        var street = await TestStreet.New();
        var (dispatcher, ticket) = (await street.Dispatcher(), await street.File());
        (await dispatcher.Post("/v1/tickets/bulk", new { tickets = Of(ticket) })).ShouldFault("/accept", "required");
        (await dispatcher.Post("/v1/tickets/bulk", new { tickets = Of(ticket), accept = new { }, pass = new { } }))
            .ShouldFault("/accept", "not_together");
        (await dispatcher.Post("/v1/tickets/bulk", new { tickets = Of(ticket, ticket), accept = new { } }))
            .ShouldFault("/tickets", "duplicate");
        (await dispatcher.Post("/v1/tickets/bulk", new { tickets = Array.Empty<object>(), accept = new { } }))
            .ShouldRefuse(HttpStatusCode.BadRequest, "invalid-input");
        var many = Enumerable.Range(1, 201).Select(i => new { id = $"{i:D13}", version = 1 }).ToArray();
        (await dispatcher.Post("/v1/tickets/bulk", new { tickets = many, accept = new { } })).ShouldFault("/tickets", "too_many");
        (await dispatcher.Post("/v1/tickets/bulk", new { tickets = Of(ticket), reassign = new { handlerId = ticket.Id, reason = "" } }))
            .ShouldFault("/reassign/reason", "required");
        using var content = System.Net.Http.Json.JsonContent.Create(new { tickets = Of(ticket), accept = new { } });
        (await dispatcher.Send(HttpMethod.Post, "/v1/tickets/bulk", content))
            .ShouldRefuse(HttpStatusCode.BadRequest, "idempotency-key-required");
    }

    [Fact]
    public async Task A_repeated_call_answers_from_the_keys_and_asks_the_others_again()
    {
        var street = await TestStreet.New();
        var (dispatcher, tickets) = (await street.Dispatcher(), await File(street, 3));
        var (key, body) = (Caller.NewKey(), new { tickets = Of(tickets), accept = new { } });
        // Without their keys, the last two are asked again, and refused because they are accepted already.
        var whole = (await dispatcher.Post("/v1/tickets/bulk", body, key: key)).ShouldBeOk();
        await street.App.Db.Write(async tx =>
        {
            foreach (var ticket in tickets.Skip(1))
            {
                var id = TicketSteps.IdOf(ticket.Id);
                (await tx.Execute("DELETE FROM idempotency_keys WHERE subject = @Id AND caller = @Caller AND length(idempotency_key) = 64",
                    new { Id = id, Caller = dispatcher.Person })).ShouldBe(1);
            }
        });
        var again = (await dispatcher.Post("/v1/tickets/bulk", body, key: key)).ShouldBeOk();
        // What was done has the same result; the others ran again, and are refused only because they are done.
        Items(again)[0].ToJsonString().ShouldBe(Items(whole)[0].ToJsonString());
        Codes(again).ShouldBe([null, "stale-version", "stale-version"]);

        var events = (await dispatcher.Get($"/v1/tickets/{tickets[0].Id}/events")).ShouldBeOk();
        events["items"]!.AsArray().Count.ShouldBe(2);
        (await dispatcher.Post("/v1/tickets/bulk", new { tickets = Of(tickets[0]), accept = new { } }, key: key))
            .ShouldRefuse(HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task A_call_that_is_cut_off_keeps_what_it_has_done()
    {
        var street = await TestStreet.New();
        var (dispatcher, tickets) = (await street.Dispatcher(), await File(street, 60));
        var (key, body) = (Caller.NewKey(), new { tickets = Of(tickets), accept = new { } });
        using var cut = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/tickets/bulk")
        {
            Content = System.Net.Http.Json.JsonContent.Create(body),
        };
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        var sent = dispatcher.Http.SendAsync(request, cut.Token);
        while (await Done() == 0)
            await Task.Delay(1);
        await cut.CancelAsync();
        try
        {
            await sent;
        }
        catch (OperationCanceledException)
        {
        }
        var whole = (await dispatcher.Post("/v1/tickets/bulk", body, key: key)).ShouldBeOk();
        ((int)whole["done"]!).ShouldBe(60, whole.Text);
        (await dispatcher.Post("/v1/tickets/bulk", body, key: key)).ShouldBeOk().Text.ShouldBe(whole.Text);
        (await street.App.Db.Read(tx => tx.QuerySingle<long>(
            "SELECT count(*) FROM journal WHERE action = 'accept' AND grid_code = @Grid", new { street.Grid }))).ShouldBe(60);

        Task<long> Done() => street.App.Db.Read(tx => tx.QuerySingle<long>(
            "SELECT count(*) FROM tickets WHERE status = 'accepted' AND grid_code = @Grid", new { street.Grid }));
    }
}
