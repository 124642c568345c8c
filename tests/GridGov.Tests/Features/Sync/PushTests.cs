using System.Net;
using System.Text.Json.Nodes;
using GridGov.Tests.Features.Tickets;
using static GridGov.Tests.Features.Sync.PushSteps;

namespace GridGov.Tests.Features.Sync;

/// <summary>Acts that were made without signal: done in their order, once, each for itself.</summary>
public class PushTests
{
    [Fact]
    public async Task A_morning_without_signal_is_done_in_its_order()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var found = At(-90);
        var push = await worker.Push(
            Act("c1", "file", Report(street), at: found),
            Act("c2", "comment", new { text = "已拉警戒线" }, "@c1"),
            Act("c3", "self_handle", new { result = "已扶正" }, "@c1", "@c1"),
            Act("c4", "file", new { category = "0107", description = "井盖缺失", grid = street.Grid, foundAt = At(-120) }, after: ["c3"]));
        push.Outcomes().ShouldBe(["done", "done", "done", "done"], push.Text);
        ((int)push["done"]!).ShouldBe(4);
        var results = push.Results();
        var ticket = (string)results[0]["subject"]!;
        results.Take(3).Select(each => (string)each["subject"]!).ShouldAllBe(each => each == ticket);
        results.Select(each => (long?)each["version"]).ShouldBe([1, null, 2, 1]);
        (await worker.Actions(ticket)).ShouldBe(["file", "comment", "self_handle"]);
        var filed = (await worker.Get($"/v1/tickets/{ticket}")).ShouldBeOk();
        ((string)filed["status"]!).ShouldBe("resolved");
        DateTimeOffset.Parse((string)filed["foundAt"]!).ShouldBe(DateTimeOffset.Parse(found), TimeSpan.FromMilliseconds(1));
        // A time of the body comes first, and the clocks of the ticket are the server's.
        var second = (await worker.Get($"/v1/tickets/{results[3]["subject"]}")).ShouldBeOk();
        (DateTimeOffset.Parse((string)filed["foundAt"]!) - DateTimeOffset.Parse((string)second["foundAt"]!)).TotalMinutes
            .ShouldBe(30, 0.1);
        DateTimeOffset.Parse((string)second["filedAt"]!).ShouldBeGreaterThan(DateTimeOffset.Parse(At(-1)));
    }

    [Fact]
    public async Task A_repeated_push_does_nothing_again()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        JsonObject[] acts =
        [
            Act("r1", "file", Report(street)), Act("r2", "comment", new { text = "现场已查看" }, "@r1"),
            Act("r3", "self_handle", new { result = "已扶正" }, "@r1", "@r1"),
        ];
        var first = await worker.Push(acts);
        var again = await worker.Push(acts);
        again.Outcomes().ShouldBe(["replayed", "replayed", "replayed"], again.Text);
        again.Results().Select(each => $"{each["subject"]} {each["version"]}")
            .ShouldBe(first.Results().Select(each => $"{each["subject"]} {each["version"]}"));
        (await worker.Actions((string)first.Results()[0]["subject"]!)).ShouldBe(["file", "comment", "self_handle"]);
        // White space and what it waits for are no part of the act; anything else is.
        var text = new JsonObject { ["acts"] = new JsonArray(acts[0].DeepClone()) }.ToJsonString(new() { WriteIndented = true });
        (await worker.PostRaw("/v1/sync/push", text)).Outcomes().ShouldBe(["replayed"]);
        acts[1]["after"] = new JsonArray("r1");
        (await worker.Push(acts[1])).Outcomes().ShouldBe(["replayed"]);
        acts[1]["body"]!["text"] = "现场已复查";
        (await worker.Push(acts[1])).Outcomes().ShouldBe(["refused act-id-reused"]);
        // Another person has ids of their own.
        (await (await street.Dispatcher()).Push(acts[0])).Outcomes().ShouldBe(["done"]);
        (await street.App.Stored(worker.Person)).ShouldBe(3);
    }

    [Fact]
    public async Task Acts_name_those_of_earlier_pushes_in_subject_version_and_body()
    {
        var street = await TestStreet.New();
        var dispatcher = await street.Dispatcher();
        (await dispatcher.Push(Act("m1", "file", Report(street)), Act("m2", "file", Report(street, "同一棵树")))).Outcomes()
            .ShouldBe(["done", "done"]);
        var merged = await dispatcher.Push(
            Act("m3", "accept", subject: "@m1", version: "@m1"),
            Act("m4", "merge", new { into = "@m1", reason = "同一问题" }, "@m2", "@m2"),
            Act("m5", "merge", new { into = "@m9", reason = "同一问题" }, "@m2", "@m2"));
        merged.Outcomes().ShouldBe(["done", "done", "held m9"], merged.Text);
        var part = (await dispatcher.Get($"/v1/tickets/{merged.Results()[1]["subject"]}")).ShouldBeOk();
        ((string)part["status"]!).ShouldBe("merged");
        ((string)part["mergedInto"]!["id"]!).ShouldBe((string)merged.Results()[0]["subject"]!);
    }

    [Fact]
    public async Task What_waits_for_a_refused_unknown_or_later_act_is_held_and_can_be_sent_again()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var wrong = Act("h1", "file", Report(street, category: "9999"));
        JsonObject[] waiting =
        [
            Act("h2", "comment", new { text = "补充" }, "@h1"), Act("h3", "comment", new { text = "补充" }, "@h2"),
            Act("h4", "file", Report(street), after: ["h5"]), Act("h5", "file", Report(street), after: ["h4"]),
            Act("h6", "file", Report(street), after: ["never"]), Act("h7", "file", Report(street), after: ["h7"]),
        ];
        (await worker.Push([wrong, .. waiting])).Outcomes()
            .ShouldBe(["refused unknown-category", "held h1", "held h2", "held h5", "held h4", "held never", "held h7"]);
        (await street.App.Stored(worker.Person)).ShouldBe(0);
        // The refused act is not kept: corrected, it is a new try under its id.
        wrong["body"]!["category"] = "0107";
        var again = await worker.Push([wrong, .. waiting[..2]]);
        again.Outcomes().ShouldBe(["done", "done", "done"], again.Text);
    }

    [Fact]
    public async Task Each_act_is_refused_by_the_rules_of_its_operation_with_its_place()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var ticket = await street.File();
        var foreign = await (await TestStreet.New()).File();
        var push = await worker.Push(
            Act("e1", "file", new { category = "0107", description = "" }),
            Act("e2", "fly", new { }),
            Act("e3", "accept", subject: ticket.Id, version: 1),
            Act("e4", "comment", new { text = "x" }, foreign.Id),
            Act("e5", "comment", new { text = "x" }, "0000000000001"),
            Act("e6", "withdraw", new { reason = "误报" }, ticket.Id),
            Act("e7", "file", new { category = "0107", description = "x", colour = "red" }),
            Act("e8", "comment", new { text = "x" }),
            Act("e9", "file", Report(street), at: At(+20)),
            Act("e10", "file", Report(street), at: At(-401 * 24 * 60)),
            Act("e11", "file", Report(street), at: At(-390 * 24 * 60)),
            Act("e12", "file", Report(street), subject: ticket.Id),
            Act("e13", "withdraw", new { reason = "误报" }, ticket.Id, "7"),
            Act("e14", "comment", null, ticket.Id),
            Act("e15", "file", Report(street), at: At(+3)));
        push.Outcomes().ShouldBe(
        [
            "refused invalid-input", "refused invalid-input", "refused post-not-allowed", "refused not-found", "refused not-found",
            "refused if-match-required", "refused invalid-input", "refused invalid-input", "refused phone-clock-ahead",
            "refused done-too-long-ago", "refused outside-filing-period", "refused invalid-input", "refused invalid-input",
            "refused invalid-input", "done",
        ], push.Text);
        string? PlaceOf(int i) => (string?)push.Results()[i]["problem"]!["errors"]?[0]!["pointer"];
        PlaceOf(0).ShouldBe("/acts/0/body/description");
        PlaceOf(1).ShouldBe("/acts/1/act");
        PlaceOf(6).ShouldBe("/acts/6/body/colour");
        PlaceOf(7).ShouldBe("/acts/7/subject");
        PlaceOf(8).ShouldBe("/acts/8/at");
        PlaceOf(10).ShouldBe("/acts/10/at");
        PlaceOf(12).ShouldBe("/acts/12/version");
        push.Results()[3]["problem"]!.ToJsonString().ShouldBe(push.Results()[4]["problem"]!.ToJsonString());
        (await worker.Actions(ticket.Id)).ShouldBe(["file"]);
        (await street.App.Stored(worker.Person)).ShouldBe(1);
    }

    [Fact]
    public async Task The_envelope_must_be_right()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        Task<Answer> Raw(string body) => worker.PostRaw("/v1/sync/push", body);
        string One(string act) => $$"""{"acts":[{{act}}]}""";
        const string File = """{"id":"f","act":"file","at":"2026-11-18T15:10:00+08:00","body":{}}""";
        (await worker.Push()).ShouldFault("/acts", "required");
        (await Raw("{}")).ShouldFault("/acts", "required");
        (await Raw(One($"{File},{File}"))).ShouldFault("/acts", "duplicate");
        (await Raw(One("5"))).ShouldFault("/acts/0", "invalid_value");
        (await Raw(One($"{File},null"))).ShouldFault("/acts/1", "required");
        (await Raw(One($$"""{{File}},{"act":"file"}"""))).ShouldFault("/acts/1/id", "required");
        (await Raw(One("""{"id":"含空格 的","act":"file","at":"2026-11-18T15:10:00+08:00"}"""))).ShouldFault("/acts/0/id", "wrong_format");
        (await Raw($$"""{"acts":[{{File}}],"extra":1}""")).ShouldFault("/extra", "unknown_property");
        (await Raw($$"""{"acts":[{{File}}""")).ShouldRefuse(HttpStatusCode.BadRequest, "malformed-json");
        (await Raw(One(string.Join(',', Enumerable.Range(0, 501).Select(i => File.Replace("\"f\"", $"\"f{i}\""))))))
            .ShouldFault("/acts", "too_many");
        (await street.App.Nobody().Push(Act("n", "file", new { }))).ShouldRefuse(HttpStatusCode.Unauthorized, "sign-in-required");
    }

    [Fact]
    public async Task An_unreadable_act_refuses_only_itself()
    {
        var street = await TestStreet.New();
        var worker = await street.Worker();
        var good = Act("good", "file", Report(street)).ToJsonString();
        var deep = string.Concat(Enumerable.Repeat("[", 25)) + string.Concat(Enumerable.Repeat("]", 25));
        string[] wrong =
        [
            """{"id":"u1","act":"file","at":"2026-11-18T15:10:00","body":{}}""",
            """{"id":"u2","act":"file","at":"2026-11-18T15:10:00+08:00","colour":1}""",
            $$$"""{"id":"u3","act":"file","at":"{{{At()}}}","body":{"category":"0107","description":"a\u0000b"}}""",
            $$$"""{"id":"u4","act":"file","at":"{{{At()}}}","body":{"category":"0107","description":"a","description":"b"}}""",
            $$$"""{"id":"u5","act":"file","at":"{{{At()}}}","at":"{{{At()}}}","body":{}}""",
            $$$"""{"id":"u6","act":"file","at":"{{{At()}}}","body":{"category":"0107","description":{{{deep}}}}}""",
            $$$"""{"id":"u7","act":"file","at":"{{{At()}}}","body":{"category":"0107","description":"a\ud800"}}""",
            $$$"""{"id":"u8","act":"file","at":"{{{At()}}}","body":[1]}""",
        ];
        var push = await worker.PostRaw("/v1/sync/push", $$$"""{"acts":[{{{string.Join(',', wrong)}}},{{{good}}}]}""");
        push.Outcomes().ShouldBe([.. wrong.Select(_ => "refused invalid-input"), "done"], push.Text);
        push.Results().Take(8).Select(each => (string)each["problem"]!["errors"]![0]!["pointer"]!).ShouldBe(
        [
            "/acts/0/at", "/acts/1/colour", "/acts/2/body/description", "/acts/3/body", "/acts/4/at",
            "/acts/5/body/description", "/acts/6/body/description", "/acts/7/body",
        ]);
        // Bytes that are no UTF-8 too.
        var bytes = System.Text.Encoding.Latin1.GetBytes(
            $$$"""{"acts":[{"id":"u9","act":"comment","at":"{{{At()}}}","subject":"@good","body":{"text":"caf{{{(char)0xe9}}}"}}]}""");
        var content = new ByteArrayContent(bytes) { Headers = { ContentType = new("application/json") } };
        (await worker.Send(HttpMethod.Post, "/v1/sync/push", content)).Outcomes().ShouldBe(["refused invalid-input"]);
    }
}
