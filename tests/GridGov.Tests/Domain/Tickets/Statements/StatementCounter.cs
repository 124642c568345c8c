using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GridGov.Data;
using GridGov.Security;

namespace GridGov.Tests.Domain.Tickets.Statements;

/// <summary>
/// Files tickets and plays every verb over HTTP, and lists the statements of each action's
/// transaction. The statements of the Idempotency-Key, which any operation may have, are left out.
/// </summary>
sealed class StatementCounter
{
    readonly HttpClient http;
    readonly AccessTokens tokens;
    readonly StatementStreet street;
    readonly Instant started;
    readonly Lock gate = new();
    List<string>? counted;
    long version;
    int keys;

    StatementCounter(HttpClient http, AccessTokens tokens, StatementStreet street, Instant started) =>
        (this.http, this.tokens, this.street, this.started) = (http, tokens, street, started);

    /// <summary>Each action with its statements, in the order of play.</summary>
    public List<(string Act, IReadOnlyList<string> Statements)> Acts { get; } = [];

    /// <param name="engine">The engine of the server behind the client.</param>
    public static async Task<StatementCounter> Play(HttpClient http, Engine engine, AccessTokens tokens)
    {
        var now = await new Db(engine).Read(tx => Task.FromResult(tx.Now));
        var counter = new StatementCounter(http, tokens, await StatementStreet.Open(engine), now);
        engine.OnStatement = counter.Count;
        try
        {
            await counter.PlayAll();
        }
        finally
        {
            engine.OnStatement = null;
        }
        return counter;
    }

    void Count(Tx tx, string sql)
    {
        // Only a request's own write has a context; background writes have none.
        if (tx.Context is null || sql.Contains("idempotency_keys", StringComparison.Ordinal))
            return;
        lock (gate)
            counted?.Add(sql);
    }

    async Task PlayAll()
    {
        // The first request loads the calendars, so it is not counted.
        await File(act: null);
        await Decided();
        await Handled();
        await Merged();
        await Split();
    }

    async Task Split()
    {
        var whole = await File(act: null);
        await Act(null, whole, "dispatcher", path: "accept");
        var answer = await Act("split (two, one dispatched)", whole, "dispatcher", new
        {
            parts = new object[]
            {
                new { category = "0107", description = "修剪", handlerId = street.IdOf("officer") },
                new { category = "0107", description = "清理" },
            },
            handlerId = street.IdOf("officer"),
        }, "split");
        var part = (string)answer["parts"]![0]!["id"]!;
        version = 3;
        await Act(null, part, "officer", path: "take");
        await Act("resolve (a part)", part, "officer", new { result = "已修剪" }, "resolve");
    }

    async Task Decided()
    {
        var ticket = await File();
        await Act("verify", ticket, "dispatcher", new { verifierId = street.IdOf("worker"), question = "属实吗" });
        await Act("report-back", ticket, "worker", new { findings = "属实" });
        await Act("reject", ticket, "dispatcher", new { reason = "不属实" });
        await Act("reopen", ticket, "supervisor", new { reason = "重现" });
        await Act("cancel", ticket, "dispatcher", new { reason = "误报" });

        await Act("withdraw", await File(act: null), "worker", new { reason = "重复上报" });
        await Act("note", await File(act: null, category: "0802"), "dispatcher", new { assessment = "研判" });
        await Act("self-handle", await File(act: null), "worker", new { result = "已清理" });
    }

    async Task Handled()
    {
        var ticket = await File("file, with a reporter", reporter: new { name = "李四", phone = "13800138000" });
        await Act("contact (response)", ticket, "dispatcher", new { kind = "response", reached = true }, "contacts");
        await Act("accept", ticket, "dispatcher");
        await Act("escalate", ticket, "head3", new { reason = "无力协调" });
        await Act("dispatch", ticket, "dispatcher", new { handlerId = street.IdOf("officer") });
        await Act("recall", ticket, "dispatcher", new { reason = "派遣有误" });
        await Act(null, ticket, "dispatcher", new { handlerId = street.IdOf("officer") }, "dispatch");
        await Act("take", ticket, "officer");
        await Act("reassign", ticket, "dispatcher", new { handlerId = street.IdOf("department"), reason = "休假" });
        await Act("return", ticket, "department", new { reason = "不属本岗位" });
        await Act(null, ticket, "dispatcher", new { handlerId = street.IdOf("officer") }, "dispatch");
        await Act(null, ticket, "officer", path: "take");
        await Asked(ticket);
        await Act("suspend", ticket, "dispatcher", new { until = Day(30), reason = "待春季" });
        await Act("resume", ticket, "officer");
        await Joined(ticket);
        await Supervised(ticket);
        await Act("resolve", ticket, "officer", new { result = "已修剪" });
        await Act("fail", ticket, "inspector", new { reason = "未清理" });
        await Act(null, ticket, "officer", path: "take");
        await Act(null, ticket, "officer", new { result = "已清理" }, "resolve");
        await Act("pass", ticket, "inspector");
        await Act("evaluate", ticket, "dispatcher", new { score = 5 });
        await Act("contact (call-back)", ticket, "inspector", new { kind = "call_back", reached = true, solved = true, satisfied = true },
            "contacts");
        await Act("comment", ticket, "dispatcher", new { text = "已电话联系" }, "comments");
    }

    async Task Asked(string ticket)
    {
        await Act("request extension", ticket, "officer", new { reason = "连日降雨" }, "request-extension");
        await Act("approve (extension)", ticket, "dispatcher", path: $"requests/{await Open(ticket, "pendingRequest")}/approve");
        await Act("request suspension", ticket, "officer", new { reason = "待春季", until = Day(30) }, "request-suspension");
        await Act("refuse", ticket, "dispatcher", new { reason = "理由不充分" }, $"requests/{await Open(ticket, "pendingRequest")}/refuse");
        await Act(null, ticket, "officer", new { reason = "待春季", until = Day(30) }, "request-suspension");
        await Act("approve (suspension)", ticket, "dispatcher", path: $"requests/{await Open(ticket, "pendingRequest")}/approve");
        await Act(null, ticket, "officer", path: "resume");
    }

    async Task Joined(string ticket)
    {
        object[] called = [new { personId = street.IdOf("department") }, new { role = "urban_management" }];
        await Act("summon (two)", ticket, "dispatcher", new { purpose = "联合处置", participants = called }, "joint-actions");
        var joint = $"joint-actions/{await Open(ticket, "jointAction")}";
        await Act("arrive", ticket, "department", path: joint + "/arrive");
        await Act("report", ticket, "department", new { result = "已断电" }, joint + "/report");
        await Act("excuse (the last)", ticket, "dispatcher", new { personId = street.IdOf("officer"), reason = "无需到场" }, joint + "/excuse");
        await Act(null, ticket, "dispatcher", new { purpose = "联合处置", participants = called }, "joint-actions");
        await Act("cancel joint action", ticket, "dispatcher", new { reason = "已处置" },
            $"joint-actions/{await Open(ticket, "jointAction")}/cancel");
    }

    async Task Supervised(string ticket)
    {
        await Act("supervise", ticket, "supervisor", new { instruction = "请回复", replyBy = Soon(60) }, "supervisions");
        var order = $"supervisions/{await Open(ticket, "supervision")}";
        await Act("remind", ticket, "supervisor", new { text = "请回复", replyBy = Soon(90) }, order + "/remind");
        await Act("reply", ticket, "officer", new { text = "已到场" }, order + "/reply");
        await Act("lift", ticket, "supervisor", new { reason = "已落实" }, order + "/lift");
    }

    async Task Merged()
    {
        var (survivor, ticket) = (await File(act: null), await File(act: null));
        await Act("merge", ticket, "dispatcher", new { into = survivor, reason = "同一处" });
        await Act("reopen (of a merged one)", ticket, "supervisor", new { reason = "不是同一处" }, "reopen");
    }

    async Task<string> File(string? act = "file", string category = "0107", object? reporter = null)
    {
        var body = new { category, description = "行道树倾斜", grid = StatementStreet.Grid, reporter };
        return (string)(await Post(act, "/v1/tickets", "worker", body, version: null))["id"]!;
    }

    /// <param name="act">Null for an action that is only a preparation and not counted.</param>
    /// <param name="path">The path segment; by default the name of the action.</param>
    Task<JsonNode> Act(string? act, string ticket, string who, object? body = null, string? path = null) =>
        Post(act, $"/v1/tickets/{ticket}/{path ?? act}", who, body ?? new { }, version);

    async Task<JsonNode> Post(string? act, string path, string who, object body, long? version)
    {
        using var request = Request(HttpMethod.Post, path, who);
        request.Content = JsonContent.Create(body);
        request.Headers.Add("Idempotency-Key", $"statements-{++keys}");
        if (version is { } read)
            request.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{read}\""));
        var statements = new List<string>();
        lock (gate)
            counted = statements;
        var answer = await Send(request);
        lock (gate)
            counted = null;
        // The response to a comment has no version, because a comment leaves the ticket's version unchanged.
        this.version = (long?)answer["ticketVersion"] ?? (long?)answer["version"] ?? this.version;
        if (act is not null)
            Acts.Add((act, statements));
        return answer;
    }

    /// <summary>The id of the ticket's open item.</summary>
    async Task<string> Open(string ticket, string property)
    {
        using var request = Request(HttpMethod.Get, $"/v1/tickets/{ticket}", "dispatcher");
        return (string)(await Send(request))[property]!["id"]!;
    }

    HttpRequestMessage Request(HttpMethod method, string path, string who) => new(method, path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(street.SessionOf(who))) },
    };

    async Task<JsonNode> Send(HttpRequestMessage request)
    {
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{request.RequestUri}: {text}");
    }

    string Day(int fromToday) => started.ToUtc().AddDays(fromToday).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    string Soon(int minutes) => started.ToUtc().AddMinutes(minutes).ToString("O");
}
