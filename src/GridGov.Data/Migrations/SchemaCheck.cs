using System.Data.Common;
using Dapper;

namespace GridGov.Data.Migrations;

/// <summary>For what only looks: whether a database has the schema of this program. Changes nothing.</summary>
static class SchemaCheck
{
    /// <param name="tableExists">The engine's own query for whether there is a table <c>@Name</c>.</param>
    /// <exception cref="StoreUnreachableException">There is nothing of GridGov in it.</exception>
    /// <exception cref="SchemaException">Its schema is another than this program's.</exception>
    public static async Task RequireComplete(DbConnection connection, string tableExists, IReadOnlyList<Migration> known, string place)
    {
        if (await connection.ExecuteScalarAsync<long>(tableExists, new { Name = "schema_migrations" }) == 0)
            throw new StoreUnreachableException($"There is nothing of GridGov in {place} yet.");
        var applied = await SchemaMigrator.ListApplied(connection);
        if (LegacySchema.Made(applied))
            throw new SchemaException($"{place} was written by an older GridGov. Start this one on it once, then try again.");
        var pending = Migration.Pending(known, applied);
        if (pending.Count > 0)
            throw new SchemaException($"{place} was written by an older GridGov: migration {pending[0].Number:D4}_{pending[0].Name} is still to come. Start this one on it once, then try again.");
    }
}
