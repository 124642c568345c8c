using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Features.Tickets.Contacts;
using GridGov.Features.Tickets.Filing;
using GridGov.Features.Tickets.JointActions;
using GridGov.Features.Tickets.Verbs;
using GridGov.Security;

namespace GridGov.Demo;

/// <summary>Plays the scenario through the operations of the API, with their rights, rules and counters.</summary>
sealed class ScenarioPlayer(Db db, ScenarioClock clock, DemoStreet street, ScenarioPlan plan, DemoActors actors)
{
    /// <summary>Concurrent steps. The store commits waiting writes together, which is many times faster than one by one.</summary>
    const int AtOnce = 128;

    readonly State?[] states = new State?[plan.Tickets.Count];
    readonly Task?[] lastActs = new Task?[plan.Tickets.Count];

    /// <param name="others">What else is done meanwhile, in time order.</param>
    public async Task Play(IReadOnlyList<TimedAct> others, Action<int> progress, CancellationToken ct)
    {
        var underWay = new Queue<Task>();
        var chains = new Dictionary<object, Task>(ReferenceEqualityComparer.Instance);
        var next = 0;
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            var step = plan.Steps[i];
            for (; next < others.Count && others[next].At <= step.At; next++)
                await Start(others[next]);
            // A ticket's next step needs the result of its last.
            if (lastActs[step.Ticket] is { } last)
                await last;
            clock.MoveTo(step.At);
            // Runs synchronously up to the store's queue, which keeps the order, so every run is the same.
            underWay.Enqueue(lastActs[step.Ticket] = Play(step, ct));
            if (underWay.Count >= AtOnce)
                await underWay.Dequeue();
            progress(i + 1);
        }
        for (; next < others.Count; next++)
            await Start(others[next]);
        await Task.WhenAll(underWay);

        async Task Start(TimedAct act)
        {
            if (chains.TryGetValue(act.Chain, out var last))
                await last;
            clock.MoveTo(act.At);
            underWay.Enqueue(chains[act.Chain] = act.Play(ct));
            if (underWay.Count >= AtOnce)
                await underWay.Dequeue();
        }
    }

    async Task Play(ScenarioStep step, CancellationToken ct)
    {
        var planned = plan.Tickets[step.Ticket];
        if (step.Act == ScenarioAction.File)
        {
            var body = new FileTicket.Request(planned.Category, planned.Description, planned.Grid, street.PlaceOf(planned),
                Codes<TicketSource>.Parse(planned.Source), Reporter: street.ReporterOf(planned));
            var filed = await new FileTicket(db, CityEnvelopes.BuiltIn) { Actor = await Actor(street.Filer(planned), ct) }
                .ExecuteAsync(body, ct);
            if (filed.Result is not Created<Ticket> { Value: { } ticket })
                throw Refused(step, planned, filed.Result);
            states[step.Ticket] = new State(ticket, Handler: null);
            return;
        }

        var state = states[step.Ticket]!;
        if (await PlayedJointly(step, planned, state, ct) || await Called(step, planned, state, ct))
            return;
        var (id, version) = (state.Ticket.Id, new IfMatch(state.Ticket.Version));
        var level = state.Ticket.HandlingLevel;
        var result = step.Act switch
        {
            ScenarioAction.SelfHandle =>
                await new SelfHandleTicket(db) { Actor = await Actor(street.Worker(planned), ct) }
                    .ExecuteAsync(new(id, new(planned.Result), version), ct),
            ScenarioAction.Accept =>
                await new AcceptTicket(db) { Actor = await Actor(street.Head(planned.Grid, 3), ct) }
                    .ExecuteAsync(new(id, new(), version), ct),
            ScenarioAction.Escalate =>
                await new EscalateTicket(db) { Actor = await Actor(street.Head(planned.Grid, level), ct) }
                    .ExecuteAsync(new(id, new("本级无力解决，请上级协调"), version), ct),
            ScenarioAction.Dispatch => await Dispatch(planned, state, version, ct),
            ScenarioAction.Take =>
                await new TakeTicket(db) { Actor = await Actor(state.Handler!.Value, ct) }.ExecuteAsync(new(id, new(), version), ct),
            ScenarioAction.Return =>
                await new ReturnTicket(db) { Actor = await Actor(state.Handler!.Value, ct) }
                    .ExecuteAsync(new(id, new("情况不属实或不属本岗位职责，请重新派遣"), version), ct),
            ScenarioAction.Resolve =>
                await new ResolveTicket(db) { Actor = await Actor(state.Handler!.Value, ct) }
                    .ExecuteAsync(new(id, new(planned.Result), version), ct),
            ScenarioAction.Fail =>
                await new FailTicket(db) { Actor = await Actor(street.Inspector, ct) }
                    .ExecuteAsync(new(id, new("现场核查，问题仍未解决"), version), ct),
            ScenarioAction.Pass =>
                await new PassTicket(db) { Actor = await Actor(street.Inspector, ct) }
                    .ExecuteAsync(new(id, new("现场核查，问题已解决"), version), ct),
            ScenarioAction.Reopen =>
                await new ReopenTicket(db) { Actor = await Actor(street.Supervisor, ct) }
                    .ExecuteAsync(new(id, new("群众反映问题反复"), version), ct),
            _ => throw new InvalidOperationException($"{step.Act} is not played."),
        };
        states[step.Ticket] = states[step.Ticket]! with
        {
            Ticket = result.Result is Ok<Ticket> { Value: { } moved } ? moved : throw Refused(step, planned, result.Result),
        };
    }

    async Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Dispatch(
        PlannedTicket planned, State state, IfMatch version, CancellationToken ct)
    {
        var handler = street.Handler(planned, state.Ticket.Role, state.Ticket.HandlingLevel);
        states[planned.Number] = state with { Handler = handler };
        var dispatcher = await Actor(street.DispatcherAt(planned.Grid, state.Ticket.HandlingLevel), ct);
        return await new DispatchTicket(db) { Actor = dispatcher }
            .ExecuteAsync(new(state.Ticket.Id, new(handler, "请尽快处置并反馈"), version), ct);
    }

    /// <summary>Plays the joint action at the high-voltage line; each step changes the ticket's version.</summary>
    async Task<bool> PlayedJointly(ScenarioStep step, PlannedTicket planned, State state, CancellationToken ct)
    {
        var (id, version, joint) = (state.Ticket.Id, new IfMatch(state.Ticket.Version), state.Ticket.JointAction?.Id ?? Id.None);
        var (power, parks) = (await Actor(street.PowerDepartment, ct), await Actor(street.ParksDepartment, ct));
        INestedHttpResult? result = step.Act switch
        {
            ScenarioAction.Summon => await new SummonParticipants(db) { Actor = await Actor(street.Dispatcher, ct) }.ExecuteAsync(
                new(id, new("电力部门断电配合，园林部门修剪树冠", [new(street.PowerDepartment), new(street.ParksDepartment)]), version), ct),
            ScenarioAction.PowerArrives => await new Arrive(db) { Actor = power }.ExecuteAsync(new(id, joint, new(), version), ct),
            ScenarioAction.ParksArrives => await new Arrive(db) { Actor = parks }.ExecuteAsync(new(id, joint, new(), version), ct),
            ScenarioAction.ParksReports =>
                await new ReportResult(db) { Actor = parks }.ExecuteAsync(new(id, joint, new("三棵行道树树冠已修剪，与导线净距 3 米以上"), version), ct),
            ScenarioAction.PowerReports =>
                await new ReportResult(db) { Actor = power }.ExecuteAsync(new(id, joint, new("停电作业完成，已恢复供电"), version), ct),
            _ => null,
        };
        if (result is null)
            return false;
        var value = (result.Result as IValueHttpResult)?.Value as JointAction ?? throw Refused(step, planned, result.Result);
        states[step.Ticket] = state with { Ticket = state.Ticket with { Version = value.TicketVersion, JointAction = value } };
        return true;
    }

    async Task<bool> Called(ScenarioStep step, PlannedTicket planned, State state, CancellationToken ct)
    {
        ContactReporter.Request? call = step.Act switch
        {
            ScenarioAction.Missed => new(ContactKind.Response, Reached: false, Note: "无人接听"),
            ScenarioAction.Responded => new(ContactKind.Response, Reached: true, Note: "已告知受理情况"),
            ScenarioAction.CalledBack =>
                new(ContactKind.CallBack, Reached: true, Solved: planned.Spread > 0.02, Satisfied: planned.Spread > 0.06),
            _ => null,
        };
        if (call is null)
            return false;
        var by = await Actor(step.Act == ScenarioAction.CalledBack ? street.Inspector : street.Dispatcher, ct);
        var result = await new ContactReporter(db) { Actor = by }
            .ExecuteAsync(new(state.Ticket.Id, call, new IfMatch(state.Ticket.Version)), ct);
        var value = (result.Result as Created<TicketContact>)?.Value ?? throw Refused(step, planned, result.Result);
        states[step.Ticket] = state with { Ticket = state.Ticket with { Version = value.TicketVersion } };
        return true;
    }

    ValueTask<Actor> Actor(Id person, CancellationToken ct) => actors.Get(person, ct);

    static InvalidOperationException Refused(ScenarioStep step, PlannedTicket planned, IResult result) => new(
        $"The scenario cannot be played: {step.Act} of ticket {planned.Number} ({planned.Category} in {planned.Grid}) at {step.At} "
        + $"was answered {(result as ProblemHttpResult)?.ProblemDetails.Detail ?? result.ToString()}.");

    sealed record State(Ticket Ticket, Id? Handler);
}
