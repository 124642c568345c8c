using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using GridGov.Tests.Features.Uploads;

namespace GridGov.Tests.Leaks;

/// <summary>
/// Works confidential tickets through every operation of tickets that takes free text, each text with a mark of its own. An operation
/// that is not in the script is tried by everybody after every step, so a new one is played by being mapped, or fails the test.
/// </summary>
sealed class MarkedTickets
{
    const string Petition = "0704";
    const string KeyPerson = "0803";

    readonly VictimStreet victim;
    readonly string category;
    readonly List<Sent> sent = [];
    readonly MarkedBody bodies;
    readonly Dictionary<string, Operation> operations;
    readonly Dictionary<string, JsonNode> given;
    readonly HashSet<string> played = new(StringComparer.Ordinal);
    readonly List<Operation> unscripted;
    string ticket = "";

    MarkedTickets(VictimStreet victim, MarkedBody bodies, IReadOnlyList<Operation> operations, string category)
    {
        this.victim = victim;
        this.category = category;
        this.bodies = bodies;
        this.operations = operations.Where(IsOfTickets).ToDictionary(operation => operation.Name);
        unscripted = [.. this.operations.Values.Where(operation => !Script.Contains(operation.Name) && bodies.TakesFreeText(operation))];
        var street = victim.Street;
        given = new Dictionary<string, JsonNode>
        {
            ["category"] = category, ["grid"] = street.Grid, ["handlerId"] = Person("officer"), ["verifierId"] = Person("worker"),
            ["personId"] = Person("instructor"), ["replyBy"] = "2026-11-20T18:00:00+08:00", ["until"] = "2026-12-18",
            ["participants"] = new JsonArray(Called("department"), Called("instructor"), Called("officer")),
            ["kind"] = "response", ["accept"] = MarkedBody.Absent, ["reassign"] = MarkedBody.Absent, ["pass"] = MarkedBody.Absent,
        };

        string Person(string who) => street.PersonId(who).ToString();
        JsonObject Called(string who) => new() { ["personId"] = Person(who) };
    }

    /// <summary>The operations that <see cref="Play"/> names.</summary>
    static readonly HashSet<string> Script =
    [
        "fileTicket", "verifyTicket", "reportBack", "commentTicket", "contactReporter", "acceptTicket", "dispatchTicket", "returnTicket",
        "takeTicket", "requestExtension", "refuseRequest", "requestSuspension", "approveRequest", "resumeTicket", "suspendTicket",
        "summonParticipants", "arrive", "reportResult", "excuseParticipant", "cancelJointAction", "superviseTicket", "replyToOrder",
        "remindOfOrder", "liftOrder", "resolveTicket", "failTicket", "escalateTicket", "passTicket", "evaluateTicket", "reopenTicket",
        "mergeTicket", "selfHandleTicket", "rejectTicket", "cancelTicket", "noteTicket", "unmaskTicket", "unmaskTicketReporters",
        "findTicketsByPhone", "withdrawTicket", "recallTicket", "reassignTicket", "handOverTickets", "amendTicket", "bulkTickets",
        "splitTicket", "attachFile", "linkAttachment", "askOutsideParty",
    ];

    /// <summary>The ticket with a whole life.</summary>
    public string Main { get; private set; } = "";

    /// <summary>All tickets that the marks are about, and the ordinary ones that were merged with them.</summary>
    public List<string> Tickets { get; } = [];

    /// <summary>The marks of the main ticket, by operation and property.</summary>
    public Dictionary<string, string> OfMain { get; private set; } = [];

    /// <summary>Answers with a mark.</summary>
    public List<string> Faults { get; } = [];

    public IEnumerable<string> Unplayed =>
        operations.Values.Where(operation => bodies.TakesFreeText(operation) && !played.Contains(operation.Name))
            .Select(operation => $"{operation}: add it to the script of MarkedTickets");

    /// <summary>The victim's things, with the tickets' items in their place.</summary>
    public Dictionary<ThingKind, string> Things { get; private set; } = [];

    /// <param name="category">A confidential category, or an ordinary one for tickets that an amendment hides.</param>
    public static async Task<MarkedTickets> New(
        VictimStreet victim, IReadOnlyList<Operation> operations, string category = Petition) =>
        new(victim, await MarkedBody.New(victim.App), operations, category) { Things = new(victim.Names.Things) };

    static bool IsOfTickets(Operation operation) =>
        !operation.Reads && operation.Path(_ => "x").StartsWith("/v1/tickets", StringComparison.Ordinal);

    /// <summary>Plays the main ticket until a request, a joint action and an order are open.</summary>
    public async Task PlayToOpenItems()
    {
        Main = await File();
        OfMain = new(lastMarks);
        await All(
            ("dispatcher", "verifyTicket"), ("worker", "reportBack"), ("head3", "commentTicket"), ("dispatcher", "contactReporter"),
            ("dispatcher", "acceptTicket"), ("dispatcher", "dispatchTicket"), ("dispatcher", "recallTicket"),
            ("dispatcher", "dispatchTicket"), ("officer", "returnTicket"));
        await Attach();
        await AskOutside();
        var version = JsonValue.Create(await Version());
        await Do("dispatcher", "bulkTickets", ("tickets", new JsonArray(new JsonObject { ["id"] = Main, ["version"] = version })));
        KeepForMain();
        await Do("dispatcher", "amendTicket", ("urgency", "green_channel"));
        var instructor = given["personId"].DeepClone();
        await Do("dispatcher", "reassignTicket", ("handlerId", instructor));
        await Do("dispatcher", "handOverTickets", ("ticketIds", new JsonArray(Main)));
        KeepForMain();
        await All(
            ("officer", "takeTicket"), ("officer", "requestExtension"), ("countyDispatcher", "refuseRequest"),
            ("countyDispatcher", "suspendTicket"), ("countyDispatcher", "resumeTicket"), ("dispatcher", "summonParticipants"),
            ("department", "arrive"), ("department", "reportResult"), ("dispatcher", "excuseParticipant"),
            ("supervisor", "superviseTicket"), ("officer", "replyToOrder"), ("supervisor", "remindOfOrder"), ("officer", "replyToOrder"),
            ("officer", "requestSuspension"));
    }

    /// <summary>Attaches a photo, and opens it for a purpose.</summary>
    async Task Attach()
    {
        var worker = await victim.Street.Worker();
        var upload = (await worker.Upload(TestPhoto.Jpeg())).ShouldBeCreated().Id;
        var answer = await Do("worker", "attachFile", ("uploadId", upload), ("kind", "other"));
        Things[ThingKind.Attachment] = answer.Id;
        KeepForMain();
        (await Unmask(worker, "linkAttachment")).ShouldBeOk();
    }

    /// <summary>Asks an outside party, which answers; about a confidential ticket nobody is asked.</summary>
    async Task AskOutside()
    {
        Things[ThingKind.Ticket] = Main;
        var answer = await Send(await victim.Street.Dispatcher(), operations["askOutsideParty"], []);
        played.Add("askOutsideParty");
        if (category == Petition)
        {
            answer.ShouldRefuse(HttpStatusCode.Conflict, "confidential-not-outside");
            return;
        }
        KeepForMain();
        var path = new Uri((string)answer.ShouldBeCreated()["link"]!).AbsolutePath;
        (await victim.App.Nobody().Get(path)).ShouldBeOk();
        var done = OfMain["answerOutsideLink.done"] = $"{MarkedBody.Mark}-answerOutsideLink.done";
        (await victim.App.Nobody().Post(path, new { done })).ShouldBeOk();
    }

    /// <summary>Hides the main ticket by an amendment; what was written about it is not sought in the answers before.</summary>
    public async Task Hide()
    {
        ticket = Main;
        await Do("dispatcher", "amendTicket", ("category", Petition));
        Faults.Clear();
    }

    /// <summary>Repeats every request about the main ticket, and looks for marks in the answers.</summary>
    public async Task RepeatAll()
    {
        foreach (var each in sent)
        {
            using var client = victim.App.CreateClient();
            var response = await client.SendAsync(each.Again());
            Check(each.Operation, new Answer(response, await response.Content.ReadAsStringAsync()));
        }
    }

    /// <summary>Plays the main ticket to its closing, a new beginning and its last closing, and others to their ends.</summary>
    public async Task PlayToEnds()
    {
        ticket = Main;
        await All(
            ("countyDispatcher", "approveRequest"), ("officer", "resumeTicket"), ("supervisor", "liftOrder"),
            ("dispatcher", "cancelJointAction"), ("officer", "resolveTicket"), ("inspector", "failTicket"), ("officer", "takeTicket"),
            ("head3", "escalateTicket"), ("dispatcher", "dispatchTicket"), ("officer", "takeTicket"), ("officer", "resolveTicket"),
            ("inspector", "passTicket"));
        await Do("dispatcher", "contactReporter", ("kind", "call_back"), ("solved", false), ("satisfied", false));
        await All(("dispatcher", "evaluateTicket"), ("supervisor", "reopenTicket"), ("dispatcher", "dispatchTicket"),
            ("officer", "takeTicket"));
        // An ordinary ticket that is merged into a confidential one keeps nothing of what is said of both.
        ticket = await FileOrdinary();
        await Do("dispatcher", "mergeTicket", ("into", Main), ("differs", true));
        KeepForMain();
        ticket = Main;
        await All(("officer", "resolveTicket"), ("inspector", "passTicket"));

        await File();
        await Do("worker", "selfHandleTicket");
        await File();
        await Do("dispatcher", "acceptTicket");
        var split = await Do("dispatcher", "splitTicket");
        Tickets.AddRange(split["parts"]!.AsArray().Select(part => (string)part!["id"]!));
        await File();
        await Do("worker", "withdrawTicket");
        await File();
        await Do("dispatcher", "rejectTicket");
        await File();
        await Do("dispatcher", "cancelTicket");
        await File(KeyPerson);
        await Do("head3", "noteTicket");
        var ordinary = await FileOrdinary();
        await File();
        await Do("head3", "commentTicket");
        await Do("dispatcher", "mergeTicket", ("into", ordinary), ("differs", true));
    }

    /// <summary>Reads with a purpose as somebody, who may be refused.</summary>
    public async Task<Answer> Unmask(Caller caller, string operation)
    {
        Things[ThingKind.Ticket] = ticket = Main;
        var answer = await Send(caller, operations[operation], []);
        if (answer.Status == HttpStatusCode.OK)
            played.Add(operation);
        return answer;
    }

    Dictionary<string, string> lastMarks = [];

    async Task<string> File(string? of = null)
    {
        var answer = await Do("worker", "fileTicket", ("category", of ?? category));
        ticket = answer.Id;
        Tickets.Add(ticket);
        return ticket;
    }

    async Task<string> FileOrdinary()
    {
        var body = new { category = VictimStreet.Category, description = "井盖松动", grid = victim.Street.Grid };
        var filed = (await (await victim.Street.Worker()).Post("/v1/tickets", body)).ShouldBeCreated().Id;
        Tickets.Add(filed);
        return filed;
    }

    async Task All(params (string Who, string Operation)[] steps)
    {
        foreach (var (who, operation) in steps)
            await Do(who, operation);
    }

    async Task<Answer> Do(string who, string operation, params (string Name, JsonNode Value)[] values)
    {
        await Refresh();
        var answer = await Send(await victim.Street.As(who), operations[operation], values);
        ((int)answer.Status).ShouldBeInRange(200, 201, $"{who} {operation}: {answer.Text}");
        await Played(operations[operation], answer);
        var marks = lastMarks;
        foreach (var other in unscripted.Where(other => !played.Contains(other.Name)).ToList())
            await Try(other);
        lastMarks = marks;
        return answer;
    }

    async Task Try(Operation operation)
    {
        foreach (var (who, _, _, _) in StreetMembers.Staff)
        {
            await Refresh();
            var answer = await Send(await victim.Street.As(who), operation, []);
            if ((int)answer.Status is not (>= 200 and < 300))
                continue;
            await Played(operation, answer);
            return;
        }
    }

    async Task Played(Operation operation, Answer answer)
    {
        played.Add(operation.Name);
        sent.Add(last!);
        if (ticket == Main && operation.Parameters.Count > 0)
            KeepForMain();
        Check(operation, answer);
        // A repeat gets the stored answer.
        if (operation.Method != HttpMethod.Post)
            return;
        var again = await victim.App.CreateClient().SendAsync(last!.Again());
        (await again.Content.ReadAsStringAsync()).ShouldBe(answer.Text, operation.ToString());
    }

    void KeepForMain()
    {
        foreach (var (path, mark) in lastMarks)
            OfMain[path] = mark;
    }

    public void Check(Operation operation, Answer answer)
    {
        if (answer.Text.Contains(MarkedBody.Mark, StringComparison.Ordinal)
            || answer.Text.Contains(MarkedBody.Phone, StringComparison.Ordinal))
            Faults.Add($"{operation} answers {answer.Text}");
    }

    /// <summary>The items of the ticket that routes name.</summary>
    async Task Refresh()
    {
        if (ticket.Length == 0)
            return;
        var shown = (await (await victim.Street.CountyDispatcher()).Get($"/v1/tickets/{ticket}")).ShouldBeOk();
        Things[ThingKind.Ticket] = ticket;
        foreach (var (kind, property) in new[] { (ThingKind.Request, "pendingRequest"), (ThingKind.JointAction, "jointAction"),
            (ThingKind.Supervision, "supervision") })
        {
            if ((string?)shown[property]?["id"] is { } id)
                Things[kind] = id;
        }
    }

    sealed record Sent(string Path, string Body, Operation Operation, long Version, string Key, AuthenticationHeaderValue By)
    {
        public HttpRequestMessage Again()
        {
            var content = new StringContent(Body, Encoding.UTF8, "application/json");
            var request = new HttpRequestMessage(Operation.Method, Path) { Content = content };
            request.Headers.Authorization = By;
            if (Operation.TakesVersion)
                request.Headers.TryAddWithoutValidation("If-Match", $"\"{Version}\"");
            request.Headers.TryAddWithoutValidation("Idempotency-Key", Key);
            return request;
        }
    }

    Sent? last;

    Task<long> Version() => victim.App.Db.Read(tx => tx.QuerySingle<long>("SELECT version FROM tickets WHERE id = @Id",
        new { Id = GridGov.Tests.Features.Tickets.TicketSteps.IdOf(ticket) }));

    async Task<Answer> Send(Caller caller, Operation operation, (string Name, JsonNode Value)[] values)
    {
        lastMarks = new(StringComparer.Ordinal);
        var all = new Dictionary<string, JsonNode>(given);
        foreach (var (name, value) in values)
            all[name] = value;
        var body = bodies.Of(operation, all, lastMarks).ToJsonString();
        var version = ticket.Length == 0 ? 1 : await Version();
        last = new Sent(operation.Path(address => Things[RequestTables.Of(operation, address)]), body, operation, version, Caller.NewKey(),
            caller.Http.DefaultRequestHeaders.Authorization!);
        using var client = victim.App.CreateClient();
        var response = await client.SendAsync(last.Again());
        return new Answer(response, await response.Content.ReadAsStringAsync());
    }
}
