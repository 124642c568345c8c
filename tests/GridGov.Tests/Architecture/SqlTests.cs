using System.Reflection;
using System.Text.RegularExpressions;
using GridGov.Data;
using GridGov.Data.Migrations;
using GridGov.Host;

namespace GridGov.Tests.Architecture;

/// <summary>
/// Every statement that stands in a field is prepared against the migrated schema, on the engine of this test run; those on
/// the old names are run by LegacySchemaTests.
/// Statements put together at run time (filters, a recount's parts) are run by the tests of what uses them.
/// </summary>
public sealed partial class SqlTests : IDisposable
{
    readonly string folder = Directory.CreateTempSubdirectory("gridgov-sql-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Every_SQL_constant_prepares()
    {
        var store = new TestStore(folder);
        string engine;
        await using (var opened = store.Open())
        {
            await Startup.PrepareStore(opened, default);
            engine = opened.Dialect.Name;
        }
        var statements = Statements(engine).ToList();
        statements.Count.ShouldBeGreaterThan(80);
        var faults = new List<string>();
        foreach (var (field, sql) in statements)
        {
            // A scope of two roots, because one root would not show missing parentheses around their OR.
            foreach (var scope in new[] { Scope.Of("410103003", "410103004"), Scope.Of(["410103003"], ["410103"], new Id(1)), OfGroups })
            {
                if (scope.Groups is not [] && !sql.Contains(", groups: ", StringComparison.Ordinal))
                    continue;
                if (scope.PartyRoots is not [] && !sql.Contains(" IN ticket_parties.", StringComparison.Ordinal))
                    continue;
                if (await store.FaultOf(scope.Expand(sql)) is { } fault)
                    faults.Add($"{field.DeclaringType!.FullName}.{field.Name}: {fault}");
            }
        }
        faults.ShouldBeEmpty();
    }

    static readonly Scope OfGroups = Scope.Of([], [], Id.None, [(new Id(1), "410103003"), (new Id(2), "410103004")]);

    [Fact]
    public async Task A_broken_statement_is_noticed()
    {
        var store = new TestStore(folder);
        await using (var opened = store.Open())
            await Startup.PrepareStore(opened, default);
        foreach (var broken in new[] { "SELECT nonsense FROM tickets WHERE id = @Id", "SELECT id FROM nowhere",
            "UPDATE tickets SET WHERE id = @Id" })
            (await store.FaultOf(broken)).ShouldNotBeNull(broken);
    }

    internal static IEnumerable<(FieldInfo Field, string Sql)> Statements(string engine) =>
        from type in new[] { typeof(Server).Assembly, typeof(Db).Assembly }.Distinct().SelectMany(assembly => assembly.GetTypes())
        where !type.ContainsGenericParameters && !OfAnotherEngine(type, engine) && type != typeof(LegacyNames)
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where field.FieldType == typeof(string) && (field.IsLiteral || field.IsInitOnly)
        let sql = (string?)field.GetValue(null)
        where sql is not null && Statement().IsMatch(sql)
        select (field, sql);

    /// <summary>Engine-specific SQL belongs to types that are named for their engine.</summary>
    static bool OfAnotherEngine(Type type, string engine) =>
        type.Assembly == typeof(Db).Assembly
        && Engines.Known.Any(other => other != engine && (type.DeclaringType ?? type)
            .Name.StartsWith(other, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\s", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Statement();
}
