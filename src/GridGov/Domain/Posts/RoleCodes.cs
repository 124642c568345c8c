namespace GridGov.Domain.Posts;

/// <summary>The codes of the service roles, which are reference data.</summary>
static class RoleCodes
{
    public static async Task<bool> Exists(Tx tx, string code) => await tx.QuerySingle<string>(Find, new { Code = code }) is not null;

    const string Find = "SELECT code FROM service_roles WHERE code = @Code";
}
