namespace GridGov.Features.Assessments.Schedule;

/// <summary>A kind of subject that is assessed automatically.</summary>
/// <param name="Digits">The length of the codes of its grids, in digits.</param>
public readonly record struct ScheduledSubject(int Digits, int? Level);

/// <summary>The automatic assessments of a deployment, set under <c>GridGov:Assessments</c>.</summary>
public sealed record AssessmentSettings(IReadOnlyDictionary<PeriodKind, IReadOnlyList<ScheduledSubject>> Kinds)
{
    const string Nothing = "none";

    static readonly Dictionary<string, int> Words = new(StringComparer.Ordinal)
    {
        ["city"] = 4,
        ["county"] = 6,
        ["street"] = GridCode.LengthOf(1),
        ["community"] = GridCode.LengthOf(2),
        ["unit"] = GridCode.LengthOf(3),
    };

    /// <summary>Days of streets, weeks also of communities, longer periods of all grids, and from a quarter on comparisons.</summary>
    static string Default(PeriodKind kind) => kind switch
    {
        PeriodKind.Day => "street",
        PeriodKind.Week => "street,community",
        PeriodKind.Month => "city,county,street,community,unit",
        PeriodKind.Quarter or PeriodKind.Year => "city,county,street,community,unit,county/street,street/community,community/unit",
    };

    public static AssessmentSettings From(IConfiguration configuration)
    {
        var section = configuration.GetSection("GridGov:Assessments");
        return new AssessmentSettings(Enum.GetValues<PeriodKind>().ToDictionary(kind => kind,
            kind => Read(kind, section[kind.ToString()] ?? Default(kind))));
    }

    static IReadOnlyList<ScheduledSubject> Read(PeriodKind kind, string text) => text == Nothing
        ? []
        : [.. text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(word => Read(kind, text, word)).Distinct()];

    static ScheduledSubject Read(PeriodKind kind, string text, string word) => word.Split('/') switch
    {
        [var one] when Words.TryGetValue(one, out var digits) => new ScheduledSubject(digits, null),
        [var one, var other] when Words.TryGetValue(one, out var digits) && Words.TryGetValue(other, out var below)
            && below > digits && below >= GridCode.LengthOf(1) => new ScheduledSubject(digits, GridCode.Level(new string('0', below))),
        _ => throw new SettingsException(
            $"GridGov:Assessments:{kind} is '{text}'; it must be none, or a list of {string.Join(", ", Words.Keys)}, " +
            "and of comparisons such as street/community."),
    };
}
