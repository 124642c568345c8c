using Dapper;
using GridGov.Domain.Boundaries;
using GridGov.Domain.Sync;
using GridGov.Security;

namespace GridGov.Features.Grids;

/// <summary>In a phone's copy: the boundaries of today of the grids in use.</summary>
sealed class BoundarySync() : TableSyncKind("boundary", Capability.GridRead, "g.code")
{
    public override string Subject => "grid";

    // A boundary has up to 100,000 points.
    public override int Weight => 20;

    protected override object? ValueOf(string id) => id;

    protected override object First => "";

    protected override async Task<List<SyncEntry>> List(Tx tx, Actor actor, string condition, DynamicParameters parameters)
    {
        parameters.Add("Day", tx.Today);
        return (await tx.Query<Row>($"{Select} AND {condition}", parameters, ScopeOf(actor))).ConvertAll(row => new SyncEntry(
            row.Code, row.Id, GetGridBoundary.Response.Of(row.Code, row.Name, row.Level, row.FromDay, row.AreaM2, row.Shape, row.Id)));
    }

    public override Task<List<string>> ListDue(Tx tx, Actor actor, DateOnly from, DateOnly to, string after, int rows) =>
        tx.Query(ListBegun, columns => columns.Text(), new { From = from, To = to, After = after, Rows = rows }, ScopeOf(actor));

    sealed record Row
    {
        public required long Id { get; init; }
        public required string Code { get; init; }
        public required string Name { get; init; }
        public required int Level { get; init; }
        public required DateOnly FromDay { get; init; }
        public required string Shape { get; init; }
        public required double AreaM2 { get; init; }
    }

    const string Select = $"""
        SELECT b.id, g.code, g.name, g.level, b.from_day, b.shape, b.area_m2
          FROM grids g
          JOIN grid_boundaries b ON b.grid_code = g.code
         WHERE {StoredBoundary.IsValid} AND g.retired_at IS NULL AND @scope(g.code)
        """;

    const string ListBegun = """
        SELECT DISTINCT b.grid_code
          FROM grid_boundaries b
         WHERE b.from_day > @From AND b.from_day <= @To AND @scope(b.grid_code) AND b.grid_code > @After
         ORDER BY b.grid_code
         LIMIT @Rows
        """;
}
