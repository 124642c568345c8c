using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Data.Statements;
using GridGov.Domain.Deadlines.Clocks;
using GridGov.Domain.PersonalData;
using GridGov.Domain.Posts;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Tickets.JointActions;

/// <summary>
/// Calls departments and service roles to a ticket together (吹哨). The ticket is not resolved before each has reported or is excused.
/// </summary>
public sealed class SummonParticipants(Db db)
    : TicketVerb<Change<SummonParticipants.Request>, Results<Created<JointAction>, NotFound, ProblemHttpResult>>
{
    public const int MaxParticipants = 20;

    public override void Configure()
    {
        Verb(TicketAction.Summon, "Call departments and roles together",
            description: "A participant is a person who today is a department's handler, a service officer or an instructor for the " +
                "ticket's grid; a role stands for its holder at the lowest level. Participants have 30 minutes to arrive if the ticket " +
                "is urgent, else 4 working hours (2 in the green channel). A ticket has one open joint action at a time.",
            example: """
                {
                  "purpose": "高压线与树冠交错，请电力断电、园林修剪",
                  "participants": [ { "personId": "01K4V6J0Q8Z3R" }, { "role": "safety_fire" } ]
                }
                """,
            refuses: ["participant-outside-grid", "role-vacant", "participant-twice"]);
        RequiresIdempotencyKey();
    }

    /// <summary>A new joint action.</summary>
    /// <param name="Purpose">The purpose of the joint action, 1 to 1,000 characters.</param>
    /// <param name="Participants">The participants, 1 to 20.</param>
    public sealed record Request(FreeText Purpose, IReadOnlyList<Called> Participants)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Purpose).Text(1000);
                RuleFor(r => r.Participants).NotEmpty()
                    .Must(list => list is null || list.Count <= MaxParticipants).WithErrorCode("too_many");
                RuleForEach(r => r.Participants)
                    .Must(called => called is not null && called.PersonId is null != called.Role is null).WithErrorCode("required")
                    .WithMessage("请在人员与服务角色中指定其一。", "Name either a person or a role.");
            }
        }
    }

    /// <summary>A participant to call: a person, or the holder of a role.</summary>
    /// <param name="PersonId">The person's id.</param>
    /// <param name="Role">The code of a service role.</param>
    public sealed record Called(Id? PersonId = null, string? Role = null);

    public override Task<Results<Created<JointAction>, NotFound, ProblemHttpResult>> ExecuteAsync(
        Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Created<JointAction>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var ticket = await TicketForUpdate.Find(tx, Actor, request.Id);
            if (ticket is null)
                return TypedResults.NotFound();
            if (TicketTransition.Check(ticket, request.Version, TicketAction.Summon, Actor, out var decision) is { } refusal)
                return refusal;
            var called = new List<CurrentPost>();
            for (var i = 0; i < request.Body.Participants.Count; i++)
            {
                var (post, problem) = await Find(tx, ticket.Row, request.Body.Participants[i], $"/participants/{i}");
                if (post is null)
                    return problem!;
                if (called.Exists(other => other.PersonId == post.PersonId))
                    return Problems.At($"/participants/{i}", "participant-twice");
                called.Add(post);
            }

            var arriveBy = await ArrivalDeadline.Compute(tx, ticket);
            var joint = CreateJointAction(tx, Actor, request.Body.Purpose, called, arriveBy);
            await tx.Execute(InsertJointAction, new
            {
                joint.Id, TicketId = request.Id, Purpose = ticket.Row.MaskText(joint.Action.Purpose), SummonedBy = Actor.Id, tx.Now,
                tx.Today,
            });
            await Participants.Execute(tx, joint.Participants.Select((participant, i) => (participant, i + 1)));
            var after = await TicketTransition.Write(tx, Actor, ticket, decision, new TicketChange(TicketAction.Summon)
            {
                Row = row => row with { JointActionId = joint.Id },
                Related = related => related with { JointAction = joint },
                Payload = new
                {
                    JointAction = joint.Id.ToString(), request.Body.Purpose, ArriveBy = joint.Participants[0].ArriveBy.ToUtc(),
                    Participants = called.Select(post => new
                    {
                        Person = post.PersonId.ToString(), post.Name, Post = post.Post.ToCode(), post.Role,
                    }),
                },
            });
            return after is null
                ? TicketTransition.VersionConflict()
                : TypedResults.Created(
                    $"/v1/tickets/{request.Id}/joint-actions/{joint.Id}",
                    joint.ToJointAction(after.View.Masked, tx.Now, after.Row.Version));
        }, ct, WriteMode.Shared);

    static JointActionRow CreateJointAction(Tx tx, Actor actor, FreeText purpose, List<CurrentPost> called, Instant arriveBy)
    {
        var id = tx.NewId();
        var action = new JointActionRow.Head
        {
            Id = id, Purpose = purpose, SummonedBy = actor.Id, SummonedByName = actor.Name, SummonedAt = tx.Now,
            Status = JointActionStatus.Open,
        };
        return new JointActionRow(action,
        [
            .. called.Select(post => new ParticipantRow
            {
                JointActionId = id, PersonId = post.PersonId, PersonName = post.Name, Post = post.Post, Role = post.Role,
                ArriveBy = arriveBy,
            }),
        ]);
    }

    static async Task<(CurrentPost?, ProblemHttpResult?)> Find(Tx tx, TicketRow ticket, Called called, string pointer)
    {
        if (called.PersonId is { } person)
        {
            var posts = await CurrentPost.ListFor(tx, person, ticket.GridCode, GivenWork.Summon);
            // Of several posts the one of the ticket's role comes first, then the lowest.
            var first = posts.OrderByDescending(post => post.Role == ticket.Role).ThenByDescending(post => post.GridCode.Length)
                .FirstOrDefault();
            return first is not null ? (first, null) : (null, Problems.At(pointer, "participant-outside-grid"));
        }
        return await CurrentPost.FindHolder(tx, called.Role!, ticket.GridCode) is { } inRole
            ? (inRole, null)
            : (null, Problems.At(pointer, "role-vacant", await FindRoleName(tx, called.Role!)));
    }

    static async Task<LocalizedText> FindRoleName(Tx tx, string role) =>
        await tx.QuerySingle<RoleNames>(FindRole, new { Role = role }) is { } names ? new(names.NameZh, names.NameEn) : new(role, role);

    sealed record RoleNames
    {
        public required string NameZh { get; init; }
        public required string NameEn { get; init; }
    }

    const string FindRole = "SELECT name_zh, name_en FROM service_roles WHERE code = @Role";

    const string InsertJointAction = """
        INSERT INTO joint_actions (id, ticket_id, purpose, summoned_by, summoned_at, summoned_day, status)
        VALUES (@Id, @TicketId, @Purpose, @SummonedBy, @Now, @Today, 'open')
        """;

    static readonly RowInsert<(ParticipantRow Row, int Position)> Participants = new("joint_participants",
        ("joint_action_id", participant => participant.Row.JointActionId),
        ("person_id", participant => participant.Row.PersonId),
        ("position", participant => participant.Position),
        ("post", participant => participant.Row.Post),
        ("role", participant => participant.Row.Role),
        ("arrive_by", participant => participant.Row.ArriveBy));
}
