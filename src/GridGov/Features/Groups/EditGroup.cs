using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Groups;

/// <summary>Changes what is known of a group, its parent or its grid.</summary>
public sealed class EditGroup(Db db) : ApiEndpoint<Change<EditGroup.Request>, Results<Ok<Group>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<GroupsApiGroup>();
        Operation("Edit a group",
            "Absent properties stay as they are; an empty text removes what was there. The same values are no change; the version stays. " +
            "A group that goes to another grid needs the caller's capability in both; its leaders act for it there at once.");
        RequiresCapability(Capability.GroupManage);
        ProducesProblem(
            400, "unknown-grid", "grid-retired", "group-above-street", "unknown-group", "unknown-place", "place-retired",
            "personal-number-in-group");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "group-ended", "group-cycle", "group-number-used");
        RequestExample("""{ "name": "二道街社区志愿服务一队", "officePhone": "0371-66220002", "public": false }""");
    }

    /// <summary>The changes of a group.</summary>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Grid">The code of its home grid: a street, community or unit grid.</param>
    /// <param name="ParentId">The id of the group that it belongs to; empty for none.</param>
    /// <param name="Description">What it does, up to 2,000 characters.</param>
    /// <param name="OfficePhone">The office's telephone number, at most 32 characters.</param>
    /// <param name="PlaceId">The id of the place where it meets; empty for none.</param>
    /// <param name="Public">Whether the public board shows its name, kind, telephone and place.</param>
    /// <param name="ExternalNumber">Its number in another system: up to 60 letters, digits and . _ - / #, once in a street.</param>
    public sealed record Request(
        GroupKind? Kind = null, string? Name = null, string? Grid = null, string? ParentId = null, string? Description = null,
        string? OfficePhone = null, string? PlaceId = null, bool? Public = null, string? ExternalNumber = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).OptionalText(100);
                RuleFor(r => r.Grid).Must(code => code is null || GridCode.IsCode(code)).WithErrorCode("wrong_format");
                RuleFor(r => r.ParentId).Id().When(r => r.ParentId is not "");
                RuleFor(r => r.Description).OptionalText(2000).When(r => r.Description is not "");
                RuleFor(r => r.OfficePhone).Phone().When(r => r.OfficePhone is not "");
                RuleFor(r => r.PlaceId).Id().When(r => r.PlaceId is not "");
                RuleFor(r => r.ExternalNumber).GroupNumber().When(r => r.ExternalNumber is not "");
            }
        }
    }

    public override Task<Results<Ok<Group>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Group>, NotFound, ProblemHttpResult>>(async tx =>
        {
            if (await GroupRow.Find(tx, Actor, request.Id) is not { } before)
                return TypedResults.NotFound();
            if (before.Check(Actor, request.Version) is { } refusal)
                return refusal;
            var former = GroupContent.Of(before);
            var after = Merge(former, request.Body);
            if (after == former)
                return TypedResults.Ok(before.ToGroup(Actor));
            if (await GroupStore.Check(tx, Actor, after, before) is { } fault)
                return fault.ToProblem();
            return await GroupStore.Edit(tx, Actor, before, after)
                ? TypedResults.Ok((await GroupRow.Reread(tx, before.Id)).ToGroup(Actor))
                : Problems.StaleVersion();
        }, ct);

    static GroupContent Merge(GroupContent before, Request body) => new(
        body.Kind ?? before.Kind, body.Name ?? before.Name, body.Grid ?? before.Grid, PatchValues.Id(body.ParentId, before.ParentId),
        PatchValues.Text(body.Description, before.Description), PatchValues.Text(body.OfficePhone, before.OfficePhone),
        PatchValues.Id(body.PlaceId, before.PlaceId), body.Public ?? before.Public,
        PatchValues.Text(body.ExternalNumber, before.ExternalNumber));
}
