using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Api.Export;
using GridGov.Domain.Groups;
using GridGov.Security;

namespace GridGov.Features.Groups.Memberships;

/// <summary>The members of groups, past ones included, in the order in which they were entered.</summary>
public sealed class ListMemberships(Db db)
    : ApiEndpoint<ListMemberships.Input, Results<Ok<Page<Membership>>, TableExport, ProblemHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<MembershipsApiGroup>();
        Operation("List memberships",
            "Of the groups that the caller reads whole. With `day` it is the list of a day, in the past too. People without an account " +
            "are masked, in exports too. With Accept: text/csv or xlsx the whole list is streamed in the columns that importMemberships " +
            "reads; that needs the capability `group_manage`, reaches the grids where the caller has it, and is recorded in the audit.");
        RequiresCapability(Capability.GroupRead);
        ProducesType(FileBody.Csv, FileBody.Xlsx);
        ProducesProblem(400, "invalid-cursor", "not-in-export", "only-in-export");
        ProducesProblem(403, "post-not-allowed");
    }

    public sealed record Input([AsParameters] MembershipListQuery Query);

    public override async Task<Results<Ok<Page<Membership>>, TableExport, ProblemHttpResult>> ExecuteAsync(
        Input input, CancellationToken ct)
    {
        var query = input.Query;
        var format = Negotiation.Choose(HttpContext);
        if (TableExport.Check(format, query) is { } refusal)
            return refusal;
        if (TableExport.IsTable(format))
        {
            return Actor.May(Capability.GroupManage)
                ? new TableExport(format!, query, Actor, MembershipColumns.Table(query, Actor))
                : Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.GroupManage));
        }
        return TypedResults.Ok(await db.Read(tx => MembershipPages.Read(tx, HttpContext, Actor, query), ct));
    }
}
