using System.Security.Cryptography;
using System.Text;
using CsvHelper;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Domain;

/// <summary>The built-in reference data. Values that a deployment has changed are kept.</summary>
public static class ReferenceSeeds
{
    public static Task Apply(Db db, CancellationToken ct) => db.Write(async tx =>
    {
        await ApplyOnce(tx, "service_roles.csv", AddRoles);
        await ApplyOnce(tx, "categories.csv", AddCategories);
        await ApplyOnce(tx, "calendar.csv", PublishYears);
        await ApplyOnce(tx, "working_hours.csv", AddWorkingHours);
    }, ct);

    /// <summary>Adds the rows of a file unless this version was added before; reading all files costs each start 4 MB.</summary>
    public static async Task ApplyOnce(Tx tx, string name, Func<Tx, IEnumerable<IReadOnlyDictionary<string, string>>, Task> plant)
    {
        var checksum = Checksum(name);
        if (await tx.QuerySingle<string>(FindApplied, new { Name = name }) == checksum)
            return;
        await plant(tx, Rows(name));
        await tx.Execute(MarkApplied, new { Name = name, Checksum = checksum, At = tx.Now });
    }

    static async Task AddRoles(Tx tx, IEnumerable<IReadOnlyDictionary<string, string>> roles)
    {
        foreach (var role in roles)
        {
            await tx.Execute(AddRole, new
            {
                Code = role["code"], NameZh = role["name_zh"], NameEn = role["name_en"], Position = int.Parse(role["position"]),
            });
        }
    }

    static async Task AddCategories(Tx tx, IEnumerable<IReadOnlyDictionary<string, string>> categories)
    {
        foreach (var category in categories)
        {
            await tx.Execute(AddCategory, new
            {
                Code = category["code"],
                ParentCode = category["parent_code"] is { Length: > 0 } parent ? parent : null,
                NameZh = category["name_zh"],
                NameEn = category["name_en"],
                Kind = category["kind"],
                Programme = category["programme"],
                Role = category["role"],
                Urgency = category["urgency"],
                AcceptLimit = category["accept_limit"],
                DispatchLimit = category["dispatch_limit"],
                HandleLimit = category["handle_limit"],
                CheckLimit = category["check_limit"],
                EscalateWhenRed = category["escalate_when_red"] is "1",
                Confidential = category["confidential"] is "1",
                FilingCriteria = category["filing_criteria"],
                ClosingCriteria = category["closing_criteria"],
                Basis = category["basis"],
                Public = category["public"] is "1",
                PlainZh = category["plain_zh"] is { Length: > 0 } plainZh ? plainZh : null,
                PlainEn = category["plain_en"] is { Length: > 0 } plainEn ? plainEn : null,
            });
        }
    }

    static async Task PublishYears(Tx tx, IEnumerable<IReadOnlyDictionary<string, string>> days)
    {
        foreach (var year in days.Select(DayOf).GroupBy(day => day.Day.Year))
            await WorkingCalendars.Publish(tx, year.Key, [.. year]);
    }

    static async Task AddWorkingHours(Tx tx, IEnumerable<IReadOnlyDictionary<string, string>> rules)
    {
        foreach (var grid in rules.GroupBy(rule => rule["grid"], StringComparer.Ordinal))
            await WorkingHoursStore.Publish(tx, grid.Key, [.. grid.Select(rule => WorkingHoursStore.Parse(grid.Key, rule))]);
    }

    public static TextReader Open(string name) => new StreamReader(File(name), Encoding.UTF8);

    static Stream File(string name) =>
        typeof(ReferenceSeeds).Assembly.GetManifestResourceStream("seeds/" + name)
            ?? throw new FileNotFoundException("The seed does not exist.", name);

    static string Checksum(string name)
    {
        using var file = File(name);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    public static IEnumerable<IReadOnlyDictionary<string, string>> Rows(string name)
    {
        using var text = Open(name);
        using var csv = CsvReader.Create(text, CsvReaderOptions.Default with { HasHeader = true });
        while (csv.Read())
            yield return csv.Headers.ToDictionary(column => column, column => csv.GetString(column), StringComparer.Ordinal);
    }

    static CalendarDay DayOf(IReadOnlyDictionary<string, string> row) => new(
        Days.TryParse(row["date"], out var day) ? day : throw new FormatException($"calendar.csv: '{row["date"]}' is not a day."),
        row["kind"] switch
        {
            "holiday" => false,
            "workday" => true,
            var kind => throw new FormatException($"calendar.csv: '{kind}' is neither holiday nor workday."),
        },
        row["name"]);

    const string FindApplied = "SELECT checksum FROM seed_files WHERE name = @Name";

    const string MarkApplied = """
        INSERT INTO seed_files (name, checksum, applied_at)
        VALUES (@Name, @Checksum, @At)
        ON CONFLICT (name) DO UPDATE SET checksum = excluded.checksum, applied_at = excluded.applied_at
        """;

    const string AddRole = """
        INSERT INTO service_roles (code, name_zh, name_en, position)
        VALUES (@Code, @NameZh, @NameEn, @Position)
        ON CONFLICT (code) DO NOTHING
        """;

    // A category of the same name gets the criteria and the plain words that nobody gave it; all else stays as the deployment has it.
    const string AddCategory = """
        INSERT INTO categories (code, parent_code, name_zh, name_en, kind, programme, role, urgency,
                                accept_limit, dispatch_limit, handle_limit, check_limit, escalate_when_red, confidential,
                                filing_criteria, closing_criteria, basis, public, plain_zh, plain_en, version)
        VALUES (@Code, @ParentCode, @NameZh, @NameEn, @Kind, @Programme, @Role, @Urgency,
                @AcceptLimit, @DispatchLimit, @HandleLimit, @CheckLimit, @EscalateWhenRed, @Confidential,
                @FilingCriteria, @ClosingCriteria, @Basis, @Public, @PlainZh, @PlainEn, 1)
        ON CONFLICT (code) DO UPDATE
           SET filing_criteria = coalesce(categories.filing_criteria, excluded.filing_criteria),
               closing_criteria = coalesce(categories.closing_criteria, excluded.closing_criteria),
               basis = coalesce(categories.basis, excluded.basis),
               public = CASE WHEN categories.plain_zh IS NULL THEN excluded.public ELSE categories.public END,
               plain_zh = coalesce(categories.plain_zh, excluded.plain_zh),
               plain_en = coalesce(categories.plain_en, excluded.plain_en), version = categories.version + 1
         WHERE categories.name_zh = excluded.name_zh
           AND (categories.filing_criteria IS NULL OR categories.closing_criteria IS NULL OR categories.basis IS NULL
                OR (categories.plain_zh IS NULL AND excluded.plain_zh IS NOT NULL))
        """;
}
