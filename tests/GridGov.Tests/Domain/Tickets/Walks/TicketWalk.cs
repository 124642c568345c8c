using System.Net;
using System.Text.Json.Nodes;
using GridGov.Api;
using GridGov.Data;
using GridGov.Domain;
using GridGov.Domain.Statistics.History;
using GridGov.Domain.Tickets;
using static GridGov.Tests.Features.Tickets.TicketSteps;

namespace GridGov.Tests.Domain.Tickets.Walks;

/// <summary>
/// One random sequence of actions over HTTP: possible and refused ones, stale versions, invalid bodies
/// and tickets out of reach. Before each action the caller lists its allowed actions.
/// </summary>
sealed class TicketWalk(WalkStreet street, int[] rolls)
{
    static readonly TicketAction[] Actions = Enum.GetValues<TicketAction>();

    /// <summary>The first is the subject of the walk; the others were merged with it, or are its parts.</summary>
    readonly List<Id> tickets = [];

    /// <summary>Tickets with a reporter.</summary>
    readonly HashSet<Id> reporters = [];
    /// <summary>Parts, with their wholes.</summary>
    readonly Dictionary<Id, Id> wholes = [];
    readonly List<string> told = [];
    int next;

    /// <summary>The actions of the walk and their refusals.</summary>
    public List<(TicketStatus Status, TicketAction Action, string? Refusal)> Acts { get; } = [];

    public HashSet<TicketStatus> Statuses { get; } = [];

    public string Story => string.Join('\n', told);

    public async Task File()
    {
        var dice = new Dice(rolls[next++]);
        var grid = dice.Next(5) switch { 0 => street.Street.Community, 1 => street.Street.Street, _ => street.Street.Grid };
        tickets.Add(await File(dice.Of<string>(["0107", "0107", "0302", "0303", "0802", "0701", "0803"]), grid, dice.Next(3)));
    }

    /// <summary>Takes the next actions; none at the end of the sequence.</summary>
    public async Task Go(int acts)
    {
        for (var i = 0; i < acts && next < rolls.Length; i++)
            await Step(new Dice(rolls[next++]));
    }

    /// <summary>Asserts that the replay of each ticket's events equals the stored ticket.</summary>
    public async Task Replay()
    {
        foreach (var ticket in tickets)
        {
            var stored = await StoredTicket.Of(street.App.Db, ticket);
            Statuses.Add(stored.Row.Status);
            TicketInvariants.Fault(stored.View).ShouldBeNull();
            var events = await Events(ticket);
            events.Count.ShouldBe((int)stored.Trace.EventCount);
            ReplayedTicket.From(events).ShouldBe(ReplayedTicket.Of(stored.Row));
            await street.App.Db.Read(async tx =>
            {
                var past = (await StoredHistory.Load(tx, new Id(ticket.Value - 1), ticket, rows: 1)).ShouldHaveSingleItem();
                past.Stored.Now.Status.ShouldBe(stored.Row.Status);
                HistoryAudit.Differences(past, past.Replay(tx.DayOf)).ShouldBeEmpty();
                HistoryModel.Fault(past.Stored).ShouldBeNull();
                return 0;
            });
        }
    }

    /// <param name="reported">0: no reporter; 1: a reporter without a phone number; 2: a reporter who can be called.</param>
    async Task<Id> File(string category, string grid, int reported)
    {
        var reporter = reported switch { 0 => null, 1 => (object)new { name = "张三" }, _ => new { name = "李四", phone = "13800138000" } };
        var filed = (await street.Named("dispatcher").Caller.Post("/v1/tickets", new { category, description = "行道树倾斜", grid, reporter }))
            .ShouldBeCreated();
        var id = IdOf(filed.Id);
        if (reporter is not null)
            reporters.Add(id);
        return id;
    }

    async Task Step(Dice dice)
    {
        var id = dice.OneIn(wholes.Count > 0 ? 3 : 5) ? dice.Of(tickets) : tickets[0];
        var before = await StoredTicket.Of(street.App.Db, id);
        TicketInvariants.Fault(before.View).ShouldBeNull();
        var state = before.View.ToState();
        Statuses.Add(state.Status);
        var kind = dice.Next(20);
        if (kind == 0)
        {
            await TryOutOfReach(before, dice);
            return;
        }
        var wantsRefusal = kind is 1 or 2 or 3;
        var (by, action, decision) = Choose(before, wantsRefusal, ref dice);
        told.Add($"{state.Status} {action} by {by.Actor.Name}: {decision.Refusal ?? "allowed"} ({kind})");
        var item = await Asked(before, by, action);
        var href = (string?)item["href"];
        if (decision.Refusal is { } refusal)
        {
            await ShouldBeRefused(before, by, href!, (await ValidBody(before.View, action, by, dice)).Body, before.Row.Version, refusal,
                action);
        }
        else if (kind == 4 && action != TicketAction.Comment)
        {
            var stale = dice.OneIn(2) ? before.Row.Version - 1 : before.Row.Version + 1;
            await ShouldBeRefused(before, by, href!, (await ValidBody(before.View, action, by, dice)).Body, stale, "stale-version", action);
        }
        else if (kind is 5 or 6)
        {
            var ended = await OtherEndedTicket(id);
            if (WalkBody.Invalid(street, before.View, action, ended, ref dice) is { } bad)
                await ShouldBeRefused(before, by, href!, bad.Body, before.Row.Version, bad.Refusal!, action);
        }
        else
        {
            var good = await ValidBody(before.View, action, by, dice);
            if (good.Refusal is { } code)
                await ShouldBeRefused(before, by, href!, good.Body, before.Row.Version, code, action);
            else
                await Done(before, by, href!, good.Body, action, decision);
        }
    }

    /// <summary>Asserts that the server's list of allowed actions equals the table's decisions.</summary>
    async Task<JsonNode> Asked(StoredTicket before, WalkStreet.Member by, TicketAction wanted)
    {
        var list = (await by.Caller.Get($"/v1/tickets/{before.Row.Id}/actions")).ShouldBeOk();
        list.Version.ShouldBe(before.Row.Version);
        var items = list["items"]!.AsArray();
        items.Count.ShouldBe(Actions.Length);
        var state = before.View.ToState();
        foreach (var item in items)
        {
            var action = Codes<TicketAction>.Parse((string)item!["action"]!);
            var decision = Lifecycle.Decide(state, action, by.Actor);
            if (decision.Allowed && action == TicketAction.Contact && !(await Calls(before.Row.Id)).HasReporter)
                decision = Decision.Refused("no-reporter");
            if (decision.Allowed && action == TicketAction.Withdraw && (await Calls(before.Row.Id)).HasMerged)
                decision = Decision.Refused("has-merged-reports");
            ((string?)item["code"]).ShouldBe(decision.Refusal, $"{action}");
            ((bool)item["allowed"]!).ShouldBe(decision.Allowed);
            ((string?)item["to"]).ShouldBe(decision.Allowed ? decision.To.ToCode() : null);
        }
        return items.Single(item => (string)item!["action"]! == wanted.ToCode())!;
    }

    async Task ShouldBeRefused(StoredTicket before, WalkStreet.Member by, string href, object body, long version, string code,
        TicketAction action)
    {
        (await by.Caller.Post(href, body, version)).ShouldRefuse((HttpStatusCode)ProblemCatalogue.All[code].Status, code);
        (await StoredTicket.Of(street.App.Db, before.Row.Id)).ShouldStillBe(before);
        Acts.Add((before.Row.Status, action, code));
    }

    async Task Done(StoredTicket before, WalkStreet.Member by, string href, object body, TicketAction action, Decision decision)
    {
        var asked = before.View.Related.Request?.Kind;
        ((int)(await by.Caller.Post(href, body, before.Row.Version)).Status).ShouldBe(Creates(action) ? 201 : 200, $"{action}");
        Acts.Add((before.Row.Status, action, null));
        var after = await StoredTicket.Of(street.App.Db, before.Row.Id);
        // Approving a suspension takes two actions, and a comment leaves the ticket unchanged.
        var suspends = action == TicketAction.ApproveRequest && asked == RequestKind.Suspension;
        var events = suspends ? 2 : 1;
        (after.Trace.EventCount - before.Trace.EventCount).ShouldBe(events);
        (after.Trace.Journal - before.Trace.Journal).ShouldBe(events);
        (after.Row.Version - before.Row.Version).ShouldBe(action == TicketAction.Comment ? 0 : events);
        after.Row.Status.ShouldBe(suspends ? TicketStatus.Suspended : decision.To);
        foreach (var part in after.View.Related.Parts.Where(part => wholes.TryAdd(part.Id, after.Row.Id)))
            tickets.Add(part.Id);
        (action == TicketAction.Comment ? TicketInvariants.Fault(after.View) : TicketInvariants.Fault(before.View, after.View))
            .ShouldBeNull();
    }

    /// <summary>A caller who cannot read the ticket gets 404, which reveals nothing.</summary>
    async Task TryOutOfReach(StoredTicket before, Dice dice)
    {
        var by = dice.Of(street.People.Where(member => !member.Reaches(before)).ToList());
        var (action, verb) = dice.Of<(TicketAction, string)>([
            (TicketAction.Take, "take"), (TicketAction.Resolve, "resolve"), (TicketAction.SelfHandle, "self-handle"),
            (TicketAction.Comment, "comments"),
            (TicketAction.Accept, "accept"), (TicketAction.Cancel, "cancel")]);
        told.Add($"{action} by {by.Actor.Name}, out of reach");
        (await by.Caller.Get($"/v1/tickets/{before.Row.Id}/actions")).ShouldRefuse(HttpStatusCode.NotFound, "not-found");
        var body = WalkBody.Valid(street, before.View, action, by, other: default, told: default, ref dice).Body;
        var could = by.Actor.May(Lifecycle.CapabilityFor(action));
        await ShouldBeRefused(before, by, $"/v1/tickets/{before.Row.Id}/{verb}", body, before.Row.Version,
            could ? "not-found" : "post-not-allowed",
            action);
    }

    /// <summary>Chooses a person who reaches the ticket, and an action that is allowed or refused.</summary>
    (WalkStreet.Member By, TicketAction Action, Decision Decision) Choose(StoredTicket ticket, bool refused, ref Dice dice)
    {
        var state = ticket.View.ToState();
        var choice = (
            from member in street.People
            where member.Reaches(ticket)
            from action in Actions
            let decision = Lifecycle.Decide(state, action, member.Actor)
            where decision.Allowed != refused && (!refused || HasAddress(state, action))
            select (member, action, decision)).ToList();
        if (refused)
        {
            // Every refusal code is equally likely; otherwise most refusals would be about the post.
            var code = dice.Of(choice.Select(each => each.decision.Refusal).Distinct().Order(StringComparer.Ordinal).ToList());
            return dice.Of(choice.FindAll(each => each.decision.Refusal == code));
        }
        // Status changes are likelier than other actions, and ends are rare; the person is chosen afterwards.
        var possible = choice.Select(each => each.action).Distinct().SelectMany(each => Enumerable.Repeat(each, Weight(each))).ToList();
        var chosen = dice.Of(possible);
        return dice.Of(choice.FindAll(each => each.action == chosen));
    }

    /// <summary>The answer to a request, a joint action or an order has an address only while that item is open.</summary>
    static bool HasAddress(in TicketState state, TicketAction action) => action switch
    {
        TicketAction.ApproveRequest or TicketAction.RefuseRequest => state.Request is not null,
        TicketAction.Arrive or TicketAction.ReportResult or TicketAction.Excuse or TicketAction.CancelJointAction =>
            state.JointAction is not null,
        TicketAction.Reply or TicketAction.Remind or TicketAction.Lift => state.Order is not null,
        _ => true,
    };

    static int Weight(TicketAction action) => action switch
    {
        TicketAction.Comment or TicketAction.Split => 1,
        TicketAction.Cancel or TicketAction.Reject or TicketAction.Supervise or TicketAction.Return or TicketAction.Escalate
            or TicketAction.Withdraw or TicketAction.Recall => 2,
        TicketAction.Merge or TicketAction.Note or TicketAction.Summon or TicketAction.CancelJointAction or TicketAction.Lift
            or TicketAction.Verify or TicketAction.Reassign => 3,
        TicketAction.Resolve or TicketAction.Take or TicketAction.Dispatch or TicketAction.Accept or TicketAction.Fail
            or TicketAction.Arrive or TicketAction.ReportResult
            or TicketAction.Suspend => 8,
        // Resuming is possible for a short time only, because the deadline processor resumes on the day.
        TicketAction.Resume => 20,
        _ => 5,
    };

    async Task<WalkBody.Sent> ValidBody(TicketView ticket, TicketAction action, WalkStreet.Member by, Dice dice)
    {
        var other = action == TicketAction.Merge ? await OtherOpenTicket(ticket.Row) : default;
        var calls = action is TicketAction.Contact or TicketAction.Withdraw ? await Calls(ticket.Row.Id) : default;
        return WalkBody.Valid(street, ticket, action, by, other, calls, ref dice);
    }

    /// <summary>The calls to the ticket's reporters, derived from the API.</summary>
    async Task<WalkBody.Calls> Calls(Id ticket)
    {
        if (wholes.TryGetValue(ticket, out var whole))
            return await Calls(whole) with { HasMerged = false };
        var page = (await street.Named("countyDispatcher").Caller.Get($"/v1/tickets/{ticket}/events?limit=200")).ShouldBeOk();
        var events = page["items"]!.AsArray().Select(each => each!).ToList();
        var reported = events.Select(each => (string?)each["mergedFrom"]?["id"] ?? ticket.ToString()).Distinct()
            .Any(id => reporters.Contains(IdOf(id)));
        var own = events.Where(each => each["mergedFrom"] is null).ToList();
        var answered = own.Skip(own.FindLastIndex(each => (string?)each["action"] == "pass") + 1)
            .Any(each => (string?)each["action"] == "contact" && each["details"]!["solved"] is not null);
        return new WalkBody.Calls(reported, answered, events.Any(each => each["mergedFrom"] is not null));
    }

    /// <summary>Another ticket to merge this one into; a new one is filed when there is none.</summary>
    async Task<Id> OtherOpenTicket(TicketRow row)
    {
        foreach (var id in tickets.Where(id => id != row.Id && !wholes.ContainsKey(id)))
        {
            if (!LifecycleModel.HasEnded((await StoredTicket.Of(street.App.Db, id)).Row.Status))
                return id;
        }
        tickets.Add(await File(row.Category, row.GridCode, reported: 2));
        return tickets[^1];
    }

    async Task<Id?> OtherEndedTicket(Id ticket)
    {
        foreach (var id in tickets.Where(id => id != ticket))
        {
            if (LifecycleModel.HasEnded((await StoredTicket.Of(street.App.Db, id)).Row.Status))
                return id;
        }
        return null;
    }

    async Task<List<JsonNode>> Events(Id ticket)
    {
        var page = (await street.Named("countyDispatcher").Caller.Get($"/v1/tickets/{ticket}/events?limit=200")).ShouldBeOk();
        page["next"].ShouldBeNull();
        return [.. page["items"]!.AsArray().Select(each => each!).Where(each => each["mergedFrom"] is null)];
    }

    static bool Creates(TicketAction action) =>
        action is TicketAction.Comment or TicketAction.RequestExtension or TicketAction.RequestSuspension or TicketAction.Summon
            or TicketAction.Supervise
            or TicketAction.Contact;
}
