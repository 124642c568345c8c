using System.Runtime.CompilerServices;
using GridGov.Text;
using GridGov.Text.Tables;

namespace GridGov.Api.Export;

/// <summary>A list that is exported as a table.</summary>
/// <param name="Name">The name of the file; with <c>_exported</c> it is the code of the audit's entry.</param>
/// <param name="Scope">The grids of what is exported.</param>
/// <param name="Read">Reads as many rows after a key, in Chinese words or in codes. A full portion may be followed by another.</param>
public sealed record ExportedTable(
    string Name, string SubjectKind, LocalizedText Sheet, IReadOnlyList<TableColumn> Columns, Scope Scope,
    Func<Tx, string?, int, bool, Task<ExportedTable.Portion>> Read)
{
    /// <summary>The rows of a read.</summary>
    public const int PortionRows = 500;

    /// <param name="Last">The key of the last row.</param>
    public readonly record struct Portion(IReadOnlyList<string[]> Rows, string? Last);

    /// <param name="chinese">Whether headings and codes are in Chinese words.</param>
    internal string[] Headings(bool chinese) => [.. Columns.Select(column => chinese ? column.Heading : column.Name)];

    /// <summary>
    /// All rows, in portions, each in a read of its own, so that a slow client holds no connection and memory stays small.
    /// </summary>
    internal async IAsyncEnumerable<string[]> Rows(Db db, bool chinese, [EnumeratorCancellation] CancellationToken ct)
    {
        string? last = null;
        while (true)
        {
            var portion = await db.Read(tx => Read(tx, last, PortionRows, chinese), ct);
            foreach (var row in portion.Rows)
                yield return row;
            if (portion.Rows.Count < PortionRows)
                yield break;
            last = portion.Last;
        }
    }
}
