using System.Globalization;
using GridGov.Domain;

namespace GridGov.Features.Assessments.Schemes;

/// <summary>The built-in schemes. Schemes that a deployment has changed are kept.</summary>
public static class SchemeSeeds
{
    public static Task Apply(Db db, CancellationToken ct) => db.Write(tx => ReferenceSeeds.ApplyOnce(tx, FileName, async (_, rows) =>
    {
        foreach (var (code, content) in Of(rows))
            await tx.Execute(Add, new { Code = code, Content = content.ToJson(), At = tx.Now });
    }), ct);

    internal static IEnumerable<(string Code, SchemeContent Content)> Read() => Of(ReferenceSeeds.Rows(FileName));

    static IEnumerable<(string Code, SchemeContent Content)> Of(IEnumerable<IReadOnlyDictionary<string, string>> terms) => terms
        .GroupBy(row => (Code: row["scheme"], Zh: row["name_zh"], En: row["name_en"], Grades: row["grades"]))
        .Select(rows => (rows.Key.Code, new SchemeContent(rows.Key.Zh, rows.Key.En,
            [.. rows.Select(TermOf)],
            [.. rows.Key.Grades.Split(' ').Select(GradeOf)])));

    /// <summary>Reads bands such as "0.98=20 0.95=16", or a line such as "0..0.3" from no points to all.</summary>
    static SchemeTerm TermOf(IReadOnlyDictionary<string, string> row)
    {
        var better = Codes<Better>.Parse(row["better"]);
        var points = Number(row["points"]);
        var steps = row["steps"];
        if (steps.Split("..") is [var zero, var full])
            return new SchemeTerm(row["term"], points, better, Line: new ScoreLine(Number(zero), Number(full)));
        var bands = steps.Split(' ').Select(step => step.Split('=')).Select(step => new ScoreBand(Number(step[0]), Number(step[1])));
        return new SchemeTerm(row["term"], points, better, Bands: [.. bands]);
    }

    /// <summary>Reads a grade such as "优秀/excellent=90".</summary>
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
