using System.Globalization;
using GridGov.Domain;

namespace GridGov.Features.Assessments.Schemes;

/// <summary>The schemes that are built into the program. What a deployment has changed is left as it is.</summary>
public static class SchemeSeeds
{
    /// <summary>Adds those that the store does not have yet.</summary>
    public static Task Apply(Db db, CancellationToken ct) => db.Write(tx => ReferenceSeeds.ApplyOnce(tx, FileName, async (_, rows) =>
    {
        foreach (var (code, content) in Of(rows))
            await tx.Execute(Add, new { Code = code, Content = content.ToJson(), At = tx.Now });
    }), ct);

    internal static IEnumerable<(string Code, SchemeContent Content)> Read() => Of(ReferenceSeeds.Rows(FileName));

    /// <summary>The schemes of the file, a row for each term.</summary>
    static IEnumerable<(string Code, SchemeContent Content)> Of(IEnumerable<IReadOnlyDictionary<string, string>> terms) => terms
        .GroupBy(row => (Code: row["scheme"], Zh: row["name_zh"], En: row["name_en"], Grades: row["grades"]))
        .Select(rows => (rows.Key.Code, new SchemeContent(rows.Key.Zh, rows.Key.En,
            [.. rows.Select(TermOf)],
            [.. rows.Key.Grades.Split(' ').Select(GradeOf)])));

    /// <summary>"0.98=20 0.95=16" are bands, "0..0.3" is a line from no points to all of them.</summary>
    static SchemeTerm TermOf(IReadOnlyDictionary<string, string> row)
    {
        var better = Codes<Better>.Parse(row["better"]);
        var points = Number(row["points"]);
        return row["steps"].Split("..") is [var zero, var full]
            ? new SchemeTerm(row["term"], points, better, Line: new ScoreLine(Number(zero), Number(full)))
            : new SchemeTerm(row["term"], points, better, Bands: [.. row["steps"].Split(' ').Select(step => step.Split('=')).Select(step => new ScoreBand(Number(step[0]), Number(step[1])))]);
    }

    /// <summary>"优秀/excellent=90".</summary>
    static Grade GradeOf(string text)
    {
        var parts = text.Split('/', '=');
        return new Grade(parts[0], parts[1], Number(parts[2]));
    }

    static decimal Number(string text) => decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    const string FileName = "assessment_schemes.csv";

    const string Add = """
        INSERT INTO assessment_schemes (code, content, updated_at, version)
        VALUES (@Code, @Content, @At, 1)
        ON CONFLICT (code) DO NOTHING
        """;
}
