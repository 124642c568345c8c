using System.Data.Common;
using Dapper;

namespace GridGov.Data.Migrations;

/// <summary>Checks whether a database has this program's schema; changes nothing.</summary>
static class SchemaCheck
{
    /// <param name="tableExists">The engine's query that counts tables named <c>@Name</c>.</param>
    public static async Task RequireComplete(DbConnection connection, string tableExists, IReadOnlyList<Migration> known, string place)
    {
        if (await connection.ExecuteScalarAsync<long>(tableExists, new { Name = "schema_migrations" }) == 0)
            throw new StoreUnreachableException($"{place} has no GridGov tables yet.");
        var applied = await SchemaMigrator.ListApplied(connection);
        if (LegacySchema.Made(applied))
            throw new SchemaException($"{place} was written by an older GridGov. Start this one on it once, then try again.");
        var pending = Migration.Pending(known, applied);
        if (pending.Count > 0)
        {
            throw new SchemaException(
                $"{place} was written by an older GridGov: migration {pending[0].Number:D4}_{pending[0].Name} has not been applied. "
                + "Start this one on it once, then try again.");
        }
    }
}
