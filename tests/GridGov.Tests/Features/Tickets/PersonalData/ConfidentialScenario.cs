namespace GridGov.Tests.Features.Tickets.PersonalData;

/// <summary>
/// Takes a confidential ticket through every action with text, each with a unique word, and other tickets
/// through the actions that end one. Every response on the way is searched for these words.
/// </summary>
sealed class ConfidentialScenario
{
    readonly TestStreet street;
    readonly string mark;
    readonly string category;
    int words;

    ConfidentialScenario(TestStreet street, string mark, string category) =>
        (this.street, this.mark, this.category) = (street, mark, category);

    /// <summary>The last response with the ticket.</summary>
    public Answer Ticket { get; private set; } = null!;

    /// <summary>Tickets that ended in other ways.</summary>
    public List<Answer> Others { get; } = [];

    /// <summary>The last word of each kind.</summary>
    public Dictionary<string, string> Texts { get; } = new(StringComparer.Ordinal);

    public string Id => Ticket.Id;

    public int Words => words;

    /// <summary>Files the ticket only.</summary>
    /// <param name="mark">A prefix of all words. It has letters that no id has (i, l, o, u), because ids are in every response.</param>
    public static async Task<ConfidentialScenario> Filed(TestStreet street, string mark, string category = "0704")
    {
        var story = new ConfidentialScenario(street, mark, category);
        story.Ticket = await story.File();
        return story;
    }

    async Task<Answer> File() => ShouldNotReveal((await (await street.Worker()).Post("/v1/tickets", new
    {
        category,
        description = Word("description"),
        location = new { lng = 113.6553, lat = 34.7502, coordSys = "gcj02", address = Word("address") },
        reporter = new { name = Word("reporter"), phone = "13803710001" },
    })).ShouldBeCreated());

    /// <summary>Continues until a request, a joint action and an order are open, each with text.</summary>
    public async Task PlayToOpenItems()
    {
        await Do("dispatcher", "verify", new { verifierId = Person("worker"), question = Word("question") });
        await Do("worker", "report-back", new { findings = Word("findings") });
        await Do("worker", "comments", new { text = Word("comment") });
        await Do("dispatcher", "accept", new { });
        await Do("dispatcher", "dispatch", new { handlerId = Person("officer"), instruction = Word("instruction") });
        await Do("officer", "return", new { reason = Word("return") });
        await Do("dispatcher", "dispatch", new { handlerId = Person("officer") });
        await Do("officer", "take", new { });
        await Do("officer", "request-extension", new { reason = Word("extension") });
        await Do("countyDispatcher", $"requests/{Open("pendingRequest")}/refuse", new { reason = Word("refusal") });
        await Do("dispatcher", "joint-actions", new
        {
            purpose = Word("purpose"),
            participants = new object[] { new { personId = Person("department") }, new { personId = Person("instructor") },
                new { personId = Person("officer") } },
        });
        var joint = $"joint-actions/{Open("jointAction")}";
        await Do("department", $"{joint}/arrive", new { });
        await Do("department", $"{joint}/report", new { result = Word("jointResult") });
        await Do("dispatcher", $"{joint}/excuse", new { personId = Person("instructor"), reason = Word("excuse") });
        await Do("supervisor", "supervisions", new { instruction = Word("order"), replyBy = TicketSteps.Soon(60) });
        await Do("officer", $"supervisions/{Open("supervision")}/reply", new { text = Word("reply") });
        await Do("supervisor", $"supervisions/{Open("supervision")}/remind",
            new { text = Word("reminder"), replyBy = TicketSteps.Soon(120) });
        await Do("officer", $"supervisions/{Open("supervision")}/reply", new { text = Word("reply") });
        await Do("officer", "request-suspension", new { reason = Word("request"), until = TicketSteps.Day(3) });
    }

    public async Task PlayToClosing()
    {
        await Do("countyDispatcher", $"requests/{Open("pendingRequest")}/approve", new { comment = Word("approval") });
        await Do("officer", "resume", new { comment = Word("resumption") });
        await Do("supervisor", $"supervisions/{Open("supervision")}/lift", new { reason = Word("lift") });
        await Do("dispatcher", $"joint-actions/{Open("jointAction")}/cancel", new { reason = Word("callingOff") });
        await Do("officer", "resolve", new { result = Word("result") });
        await Do("inspector", "fail", new { reason = Word("failure") });
        await Do("officer", "take", new { });
        await Do("head3", "escalate", new { reason = Word("escalation") });
        await Do("dispatcher", "dispatch", new { handlerId = Person("officer") });
        await Do("officer", "take", new { });
        await Do("officer", "resolve", new { result = Word("result") });
        await Do("inspector", "pass", new { comment = Word("pass") });
        await Do("dispatcher", "evaluate", new { score = 4, comment = Word("evaluation") });
    }

    /// <summary>Plays the endings that the ticket itself did not have.</summary>
    public async Task PlayOtherEndings()
    {
        foreach (var (who, verb, body) in new (string, string, object)[]
        {
            ("worker", "self-handle", new { result = Word("selfHandled") }),
            ("dispatcher", "reject", new { reason = Word("rejection") }),
            ("dispatcher", "cancel", new { reason = Word("cancellation") }),
            ("dispatcher", "merge", new { into = (await street.File(category: category)).Id, reason = Word("merge") }),
        })
        {
            var other = await File();
            Others.Add(ShouldNotReveal((await (await street.As(who)).Do(other, verb, body)).ShouldBeOk()));
        }
    }

    async Task Do(string who, string path, object body)
    {
        var answer = await (await street.As(who)).Post($"/v1/tickets/{Id}/{path}", body, Ticket.Version);
        ((int)answer.Status).ShouldBeInRange(200, 201, $"{who} {path}: {answer.Text}");
        ShouldNotReveal(answer);
        Ticket = ShouldNotReveal((await (await street.Dispatcher()).Get($"/v1/tickets/{Id}")).ShouldBeOk());
    }

    string Open(string what) => (string)Ticket[what]!["id"]!;

    string Person(string who) => street.PersonId(who).ToString();

    /// <summary>Creates a word that begins with the mark, so that it is stored contiguously.</summary>
    string Word(string what) => Texts[what] = $"{mark}{++words}-{what}";

    /// <summary>Asserts that the response contains none of the words.</summary>
    public Answer ShouldNotReveal(Answer answer)
    {
        answer.Text.ShouldNotContain(mark);
        return answer;
    }

    /// <summary>All GET responses about the tickets, as read by one person.</summary>
    public async Task<List<Answer>> ReadAll(string who)
    {
        var caller = await street.As(who);
        var answers = new List<Answer>();
        foreach (var id in Others.Select(other => other.Id).Prepend(Id))
        {
            foreach (var part in new[] { "", "/events?limit=200", "/comments", "/joint-actions", "/supervisions", "/requests", "/deadlines",
                "/actions", "/duplicates", "/reporters" })
                answers.Add(await caller.Get($"/v1/tickets/{id}{part}"));
        }
        foreach (var path in new[] { "/v1/tickets?limit=200", $"/v1/tickets?q={mark}&count=true", "/v1/tickets?near=113.6553,34.7502,5000",
            "/v1/tickets/requests", "/v1/me/notifications?limit=200",
            $"/v1/tickets/duplicates?category={category}&lng=113.6553&lat=34.7502&text={Uri.EscapeDataString(Texts["description"])}"
                + $"&grid={street.Grid}" })
            answers.Add(await caller.Get(path));
        return answers;
    }
}
