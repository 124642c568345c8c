using GridGov.Api;
using GridGov.Domain.Groups;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Groups;

/// <summary>Creates a group (组织).</summary>
public sealed class CreateGroup(Db db) : ApiEndpoint<CreateGroup.Request, Results<Created<Group>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<GroupsApiGroup>();
        Operation("Create a group",
            "What is kept of a group is what its office publishes: mobile telephone and identity card numbers are refused, but for the " +
            "office's telephone. People are its members.");
        RequiresCapability(Capability.GroupManage);
        RequiresIdempotencyKey();
        ProducesProblem(
            400, "unknown-grid", "grid-retired", "group-above-street", "unknown-group", "unknown-place", "place-retired",
            "personal-number-in-group");
        ProducesProblem(409, "group-ended", "group-number-used");
        RequestExample("""
            {
              "kind": "volunteer_team", "name": "二道街社区志愿服务队", "grid": "410103003005", "description": "每月奉献日入户服务",
              "officePhone": "0371-66220001", "public": true, "externalNumber": "ZZ-0001"
            }
            """);
    }

    /// <summary>A new group.</summary>
    /// <param name="Kind">Its kind.</param>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Grid">The code of its home grid: a street, community or unit grid.</param>
    /// <param name="ParentId">The id of the group that it belongs to.</param>
    /// <param name="Description">What it does, up to 2,000 characters.</param>
    /// <param name="OfficePhone">The office's telephone number, at most 32 characters.</param>
    /// <param name="PlaceId">The id of the place where it meets.</param>
    /// <param name="Public">Whether the public board shows its name, kind, telephone and place; false by default.</param>
    /// <param name="ExternalNumber">Its number in another system: up to 60 letters, digits and . _ - / #, once in a street.</param>
    public sealed record Request(
        GroupKind Kind, string Name, string Grid, Id? ParentId = null, string? Description = null, string? OfficePhone = null,
        Id? PlaceId = null, bool Public = false, string? ExternalNumber = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Name).Text(100);
                RuleFor(r => r.Grid).Must(GridCode.IsCode).WithErrorCode("wrong_format");
                RuleFor(r => r.Description).OptionalText(2000);
                RuleFor(r => r.OfficePhone).Phone();
                RuleFor(r => r.ExternalNumber).GroupNumber();
            }
        }
    }

    public override Task<Results<Created<Group>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Group>, ProblemHttpResult>>(async tx =>
        {
            var content = new GroupContent(
                request.Kind, request.Name, request.Grid, request.ParentId, request.Description, request.OfficePhone, request.PlaceId,
                request.Public, request.ExternalNumber);
            if (await GroupStore.Check(tx, Actor, content) is { } refusal)
                return refusal.ToProblem();
            var id = await GroupStore.Create(tx, Actor, content);
            return TypedResults.Created($"/v1/groups/{id}", (await GroupRow.Reread(tx, id)).ToGroup(Actor));
        }, ct);
}
