using FastEndpoints;
using GridGov.Api;

namespace GridGov.Features.ServiceRoles;

/// <summary>The ten service roles, in the field's usual order.</summary>
public sealed class ListServiceRoles(Db db)
    : ApiEndpoint<EmptyRequest, Results<Ok<Page<ListServiceRoles.ServiceRole>>, StatusCodeHttpResult>>
{
    public override void Configure()
    {
        Get("/");
        Group<ServiceRoleGroup>();
        Operation("List the service roles");
        RequiresSignIn();
        AllowsApiKeys();
    }

    /// <summary>A service role.</summary>
    /// <param name="Code">The role's code.</param>
    /// <param name="NameZh">The role's Chinese name.</param>
    /// <param name="NameEn">The role's English name.</param>
    /// <param name="Position">The position in the order, from 1.</param>
    public sealed record ServiceRole(string Code, string NameZh, string NameEn, int Position);

    public override Task<Results<Ok<Page<ServiceRole>>, StatusCodeHttpResult>> ExecuteAsync(EmptyRequest _, CancellationToken ct) =>
        db.Read(async tx =>
        {
            var rows = await tx.Query<Row>(List);
            return ReferenceDataResult.Create(HttpContext, new Page<ServiceRole>(rows.ConvertAll(row => row.ToRole()), Next: null));
        }, ct);

    sealed record Row
    {
        public required string Code { get; init; }
        public required string NameZh { get; init; }
        public required string NameEn { get; init; }
        public required int Position { get; init; }

        public ServiceRole ToRole() => new(Code, NameZh, NameEn, Position);
    }

    const string List = "SELECT code, name_zh, name_en, position FROM service_roles ORDER BY position LIMIT 100";
}
