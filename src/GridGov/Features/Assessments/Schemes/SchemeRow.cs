namespace GridGov.Features.Assessments.Schemes;

sealed record SchemeRow
{
    public const string Default = "default";

    public required string Code { get; init; }
    public required string Content { get; init; }
    public required Instant UpdatedAt { get; init; }
    public required long Version { get; init; }

    public Scheme ToScheme()
    {
        var content = SchemeContent.Parse(Content);
        return new Scheme(Code, content.NameZh, content.NameEn, content.Terms, content.Grades, UpdatedAt, Version);
    }

    public static Task<SchemeRow?> Find(Tx tx, string code) => tx.QuerySingle<SchemeRow>(FindOne, new { Code = code });

    public static Task<List<SchemeRow>> All(Tx tx) => tx.Query<SchemeRow>(ListAll);

    const string Columns = "SELECT code, content, updated_at, version FROM assessment_schemes";

    const string FindOne = Columns + " WHERE code = @Code";

    const string ListAll = Columns + " ORDER BY code LIMIT 1000";
}
