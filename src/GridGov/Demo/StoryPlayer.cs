using GridGov.Features.Tickets;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Demo;

/// <summary>Plays the story through the handlers that HTTP uses: every right, rule and counter is theirs.</summary>
sealed class StoryPlayer(Db db, StoryClock clock, DemoStreet street, StoryPlan plan)
{
    /// <summary>Acts under way at once. The store commits what waits together, which is many times faster than one by one.</summary>
    const int AtOnce = 128;

    readonly State?[] states = new State?[plan.Tickets.Count];
    readonly Task?[] lastActs = new Task?[plan.Tickets.Count];
    readonly Dictionary<Id, Actor> actors = [];

    /// <param name="progress">Told after each act how many there have been.</param>
    public async Task Play(Action<int> progress, CancellationToken ct)
    {
        var underWay = new Queue<Task>();
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            var step = plan.Steps[i];
            // What happens next to a ticket needs to know what came of the last.
            if (lastActs[step.Ticket] is { } last)
                await last;
            clock.MoveTo(step.At);
            // Runs as far as the store's queue, which keeps the order; so the story is the same every time.
            underWay.Enqueue(lastActs[step.Ticket] = Play(step, ct));
            if (underWay.Count >= AtOnce)
                await underWay.Dequeue();
            progress(i + 1);
        }
        await Task.WhenAll(underWay);
    }

    async Task Play(Step step, CancellationToken ct)
    {
        var planned = plan.Tickets[step.Ticket];
        if (step.Act == Act.File)
        {
            var body = new FileTicket.Request(planned.Category, planned.Description, planned.Grid, street.PlaceOf(planned),
                Codes<TicketSource>.Read(planned.Source));
            var filed = await FileTicket.Handle(body, await Actor(street.Filer(planned), ct), db, ct);
            if (filed.Result is not Created<Ticket> { Value: { } ticket })
                throw Refused(step, planned, filed.Result);
            states[step.Ticket] = new State(ticket, Handler: null);
            return;
        }

        var state = states[step.Ticket]!;
        if (step.Act == Act.Comment)
        {
            await CommentTicket.Handle(state.Ticket.Id, new("园林部门已到场，电力部门已断电，开始联合作业"), await Actor(street.ParksDepartment, ct), db, ct);
            return;
        }
        var (id, version) = (state.Ticket.Id, new IfMatch(state.Ticket.Version));
        var level = state.Ticket.HandlingLevel;
        var result = step.Act switch
        {
            Act.SelfHandle => await SelfHandleTicket.Handle(id, new(planned.Result), version, await Actor(street.Worker(planned), ct), db, ct),
            Act.Accept => await AcceptTicket.Handle(id, new(), version, await Actor(street.Head(planned.Grid, 3), ct), db, ct),
            Act.Escalate => await EscalateTicket.Handle(id, new("本级无力解决，请上级协调"), version, await Actor(street.Head(planned.Grid, level), ct), db, ct),
            Act.Dispatch => await Dispatch(planned, state, version, ct),
            Act.Take => await TakeTicket.Handle(id, new(), version, await Actor(state.Handler!.Value, ct), db, ct),
            Act.Return => await ReturnTicket.Handle(id, new("情况不属实或不属本岗位职责，请重新派遣"), version, await Actor(state.Handler!.Value, ct), db, ct),
            Act.Resolve => await ResolveTicket.Handle(id, new(planned.Result), version, await Actor(state.Handler!.Value, ct), db, ct),
            Act.Fail => await FailTicket.Handle(id, new("现场核查，问题仍未解决"), version, await Actor(street.Inspector, ct), db, ct),
            Act.Pass => await PassTicket.Handle(id, new("现场核查，问题已解决"), version, await Actor(street.Inspector, ct), db, ct),
            Act.Reopen => await ReopenTicket.Handle(id, new("群众反映问题反复"), version, await Actor(street.Supervisor, ct), db, ct),
            _ => throw new InvalidOperationException($"{step.Act} is not played."),
        };
        states[step.Ticket] = states[step.Ticket]! with
        {
            Ticket = result.Result is Ok<Ticket> { Value: { } moved } ? moved : throw Refused(step, planned, result.Result),
        };
    }

    async Task<Results<Ok<Ticket>, NotFound, ProblemHttpResult>> Dispatch(PlannedTicket planned, State state, IfMatch version, CancellationToken ct)
    {
        var handler = street.Handler(planned, state.Ticket.Role, state.Ticket.HandlingLevel);
        states[planned.Number] = state with { Handler = handler };
        return await DispatchTicket.Handle(state.Ticket.Id, new(handler, "请尽快处置并反馈"), version,
            await Actor(street.DispatcherAt(planned.Grid, state.Ticket.HandlingLevel), ct), db, ct);
    }

    async ValueTask<Actor> Actor(Id person, CancellationToken ct)
    {
        if (!actors.TryGetValue(person, out var actor))
        {
            actors[person] = actor = await db.Read(tx => Actors.OfPerson(tx, person), ct)
                ?? throw new InvalidOperationException("Nobody of the story is missing.");
        }
        return actor;
    }

    static InvalidOperationException Refused(Step step, PlannedTicket planned, IResult result) => new(
        $"The story does not go on: {step.Act} of ticket {planned.Number} ({planned.Category} in {planned.Grid}) at {step.At} was answered {(result as ProblemHttpResult)?.ProblemDetails.Detail ?? result.ToString()}.");

    sealed record State(Ticket Ticket, Id? Handler);
}
