using System.Text.Json;
using GridGov.Platform.Data;
using GridGov.Platform.Http;
using GridGov.Platform.Security;

namespace GridGov.Features.Tickets;

/// <summary>What the caller may do to a ticket now, decided by the same table that the actions themselves ask.</summary>
public sealed class ListTicketActions(Db db) : ApiEndpoint<ById, Results<Ok<ListTicketActions.Response>, NotFound>>
{
    public override void Configure()
    {
        Get("/{id}/actions");
        Group<TicketGroup>();
        Operation("What may I do with a ticket?",
            "Every action, allowed or refused; a refusal carries the problem code that the action itself would answer with. Beyond it an action may still refuse what its body names, such as a handler of another grid.");
        RequiresCapability(Capability.TicketRead);
    }

    /// <summary>The actions, for the caller and the ticket's present version.</summary>
    /// <param name="Items">All of them, in the lifecycle's order.</param>
    /// <param name="Version">The version to send in If-Match.</param>
    public sealed record Response(IReadOnlyList<Item> Items, long Version);

    /// <summary>One action.</summary>
    /// <param name="Action">The action.</param>
    /// <param name="Href">The address to POST to; absent when it answers to a request, a joint action or an order and none is open.</param>
    /// <param name="Allowed">Whether the caller may do it now.</param>
    /// <param name="Code">The problem code when not.</param>
    /// <param name="Detail">The reason in words when not.</param>
    /// <param name="To">The status after it, when allowed; often the same.</param>
    /// <param name="Needs">The properties that its body must have.</param>
    public sealed record Item(
        TicketAction Action, string? Href, bool Allowed, string? Code, string? Detail, TicketStatus? To, IReadOnlyList<string> Needs);

    public override Task<Results<Ok<Response>, NotFound>> ExecuteAsync(ById request, CancellationToken ct) =>
        db.Read<Results<Ok<Response>, NotFound>>(async tx =>
        {
            if (await TicketView.Find(tx, Actor, request.Id) is not { } ticket)
                return TypedResults.NotFound();
            // The one thing that the table cannot tell from the ticket's row.
            var callable = await ContactReporter.HasReporter(tx, request.Id);
            return TypedResults.Ok(new Response([.. Enum.GetValues<TicketAction>().Select(action => ItemOf(ticket, action, Actor, callable))], ticket.Row.Version));
        }, ct);

    static Item ItemOf(TicketView ticket, TicketAction action, Actor actor, bool callable)
    {
        var decision = Lifecycle.Decide(ticket.State(), action, actor);
        if (decision.Allowed && action == TicketAction.Contact && !callable)
            decision = Decision.Refused("no-reporter");
        var problem = decision.Refusal is { } code ? Problems.Of(code, decision.About).ProblemDetails : null;
        var (path, request) = Verb(ticket.Row, action);
        return new Item(action, path is null ? null : $"/v1/tickets/{ticket.Row.Id}/{path}", decision.Allowed, decision.Refusal, problem?.Detail,
            decision.Allowed ? decision.To : null,
            [.. request.GetConstructors()[0].GetParameters().Where(p => !p.HasDefaultValue).Select(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name!))]);
    }

    static (string? Path, Type Request) Verb(TicketRow row, TicketAction action) => action switch
    {
        TicketAction.Accept => ("accept", typeof(AcceptTicket.Request)),
        TicketAction.Verify => ("verify", typeof(VerifyTicket.Request)),
        TicketAction.ReportBack => ("report-back", typeof(ReportBack.Request)),
        TicketAction.Reject => ("reject", typeof(RejectTicket.Request)),
        TicketAction.Merge => ("merge", typeof(MergeTicket.Request)),
        TicketAction.Note => ("note", typeof(NoteTicket.Request)),
        TicketAction.SelfHandle => ("self-handle", typeof(SelfHandleTicket.Request)),
        TicketAction.Dispatch => ("dispatch", typeof(DispatchTicket.Request)),
        TicketAction.Take => ("take", typeof(TakeTicket.Request)),
        TicketAction.Return => ("return", typeof(ReturnTicket.Request)),
        TicketAction.Resolve => ("resolve", typeof(ResolveTicket.Request)),
        TicketAction.Suspend => ("suspend", typeof(SuspendTicket.Request)),
        TicketAction.Resume => ("resume", typeof(ResumeTicket.Request)),
        TicketAction.Escalate => ("escalate", typeof(EscalateTicket.Request)),
        TicketAction.Pass => ("pass", typeof(PassTicket.Request)),
        TicketAction.Fail => ("fail", typeof(FailTicket.Request)),
        TicketAction.Evaluate => ("evaluate", typeof(EvaluateTicket.Request)),
        TicketAction.Cancel => ("cancel", typeof(CancelTicket.Request)),
        TicketAction.Reopen => ("reopen", typeof(ReopenTicket.Request)),
        TicketAction.Comment => ("comments", typeof(CommentTicket.Request)),
        TicketAction.RequestExtension => ("request-extension", typeof(RequestExtension.Request)),
        TicketAction.RequestSuspension => ("request-suspension", typeof(RequestSuspension.Request)),
        TicketAction.ApproveRequest => (Of("requests", row.RequestId, "approve"), typeof(ApproveRequest.Request)),
        TicketAction.RefuseRequest => (Of("requests", row.RequestId, "refuse"), typeof(RefuseRequest.Request)),
        TicketAction.Summon => ("joint-actions", typeof(SummonParticipants.Request)),
        TicketAction.Arrive => (Of("joint-actions", row.JointActionId, "arrive"), typeof(Arrive.Request)),
        TicketAction.ReportResult => (Of("joint-actions", row.JointActionId, "report"), typeof(ReportResult.Request)),
        TicketAction.Excuse => (Of("joint-actions", row.JointActionId, "excuse"), typeof(ExcuseParticipant.Request)),
        TicketAction.CancelJointAction => (Of("joint-actions", row.JointActionId, "cancel"), typeof(CancelJointAction.Request)),
        TicketAction.Supervise => ("supervisions", typeof(SuperviseTicket.Request)),
        TicketAction.Reply => (Of("supervisions", row.SupervisionId, "reply"), typeof(ReplyToOrder.Request)),
        TicketAction.Remind => (Of("supervisions", row.SupervisionId, "remind"), typeof(RemindOfOrder.Request)),
        TicketAction.Lift => (Of("supervisions", row.SupervisionId, "lift"), typeof(LiftOrder.Request)),
        TicketAction.Contact => ("contacts", typeof(ContactReporter.Request)),
    };

    static string? Of(string parts, Id? part, string verb) => part is { } open ? $"{parts}/{open}/{verb}" : null;
}
