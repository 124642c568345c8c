using System.Globalization;
using CsvHelper;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using GridGov.Api.Binding;
using GridGov.Audit;
using GridGov.Domain;
using GridGov.Domain.PersonalData;
using GridGov.Security;
using GridGov.Text.Tables;

namespace GridGov.Features.Appointments;

/// <summary>The posts of a grid and of everything below it on a day, in the columns of the import.</summary>
static class RosterExport
{
    /// <param name="chinese">Whether headings and codes are in Chinese words; otherwise they are those of the API.</param>
    public static async Task<byte[]> Write(Tx tx, string code, DateOnly day, string format, bool chinese, bool byteOrderMark, Scope scope)
    {
        var rows = await Rows(tx, code, day, chinese, scope);
        using var file = new MemoryStream();
        if (format == FileBody.Xlsx)
            WriteWorkbook(file, rows, chinese);
        else
            WriteCsv(file, rows, byteOrderMark);
        return file.ToArray();
    }

    public static Task RecordInAudit(
        Db db, string code, DateOnly day, string format, CancellationToken ct) => db.Write(tx => AuditLog.Append(
        tx, new AuditEntry(AuditKind.Export, "roster_exported", code)
        {
            SubjectKind = "grid",
            Subject = code,
            Details = new { Format = format, Day = Text(day) },
        }), ct);

    static async Task<List<string[]>> Rows(Tx tx, string code, DateOnly day, bool chinese, Scope scope)
    {
        var roles = (await tx.Query(ListRoles, c => (Code: c.Text(), Name: c.Text()))).ToDictionary(
            role => role.Code, role => chinese ? role.Name : role.Code, StringComparer.Ordinal);
        List<string[]> rows = [[.. RosterColumns.All.Select(column => chinese ? column.Heading : column.Name)]];
        var parameters = new { Code = code, End = GridCode.EndOfSubtree(code), Day = day };
        await foreach (var batch in tx.QueryBatches(FindPosts, Row.Read, parameters))
        {
            foreach (var row in batch)
            {
                // Who manages a person sees the number, as in getPerson.
                var isManaged = scope.Covers(row.RecordGrid);
                rows.Add([
                    row.Grid, row.GridName ?? "", chinese ? Labels.Of(row.Post).Zh : row.Post.ToCode(),
                    row.Role is null ? "" : roles.GetValueOrDefault(row.Role, row.Role),
                    row.Responsibility is not { } kind ? "" : chinese ? Labels.Of(kind).Zh : kind.ToCode(),
                    row.Name, isManaged ? row.Username ?? "" : "",
                    isManaged ? await PersonPhone.Decrypt(tx, row.Person, row.Phone) ?? "" : "",
                    Text(row.From), row.To is { } to ? Text(to) : "", row.Person.ToString(),
                ]);
            }
        }
        return rows;
    }

    static void WriteCsv(Stream file, List<string[]> rows, bool byteOrderMark)
    {
        using var csv = CsvWriter.Create(file, CsvCells.WriterOptions(byteOrderMark), leaveOpen: true);
        foreach (var row in rows)
        {
            foreach (var cell in row)
                csv.WriteField(CsvCells.Defuse(cell));
            csv.EndRecord();
        }
    }

    static void WriteWorkbook(Stream file, List<string[]> rows, bool chinese)
    {
        using var document = SpreadsheetDocument.Create(file, SpreadsheetDocumentType.Workbook);
        var workbook = document.AddWorkbookPart();
        var sheet = workbook.AddNewPart<WorksheetPart>();
        using (var writer = OpenXmlWriter.Create(sheet))
        {
            writer.WriteStartElement(new Worksheet());
            writer.WriteStartElement(new SheetData());
            foreach (var cells in rows)
            {
                writer.WriteStartElement(new DocumentFormat.OpenXml.Spreadsheet.Row());
                foreach (var cell in cells)
                    writer.WriteElement(CellOf(cell));
                writer.WriteEndElement();
            }
            writer.WriteEndElement();
            writer.WriteEndElement();
        }
        workbook.Workbook = new Workbook(new Sheets(
            new Sheet { Name = chinese ? "花名册" : "Roster", SheetId = 1, Id = workbook.GetIdOfPart(sheet) }));
    }

    /// <summary>A text, which no spreadsheet takes for a formula or a number.</summary>
    static Cell CellOf(string text) => text.Length == 0 ? new Cell() : new Cell
    {
        DataType = CellValues.InlineString,
        InlineString = new InlineString(new DocumentFormat.OpenXml.Spreadsheet.Text(text) { Space = SpaceProcessingModeValues.Preserve }),
    };

    static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    sealed record Row(
        string Grid, string? GridName, PostKind Post, string? Role, Responsibility? Responsibility, Id Person, string Name, string? Username,
        string? Phone, string RecordGrid, DateOnly From, DateOnly? To)
    {
        public static Row Read(Data.Statements.Columns c) => new(
            c.Text(), c.TextOrNull(), c.Enum<PostKind>(), c.TextOrNull(), c.EnumOrNull<Responsibility>(), c.Id(), c.Text(), c.TextOrNull(),
            c.TextOrNull(), c.Text(), c.Day(), c.DayOrNull());
    }

    const string ListRoles = "SELECT code, name_zh FROM service_roles ORDER BY position LIMIT 100";

    const string FindPosts = """
        SELECT a.grid_code, g.name, a.post, a.role, a.responsibility, p.id, p.name, p.username, p.encrypted_phone, p.grid_code, a.from_day,
               a.to_day
          FROM appointments a
          JOIN people p ON p.id = a.person_id
          LEFT JOIN grids g ON g.code = a.grid_code
          LEFT JOIN service_roles r ON r.code = a.role
         WHERE a.grid_code >= @Code AND a.grid_code < @End AND a.status <> 'refused'
           AND a.from_day <= @Day AND (a.to_day IS NULL OR a.to_day > @Day)
         ORDER BY a.grid_code, a.post, r.position, a.from_day, a.id
        """;
}
