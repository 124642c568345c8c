using GridGov.Text;

namespace GridGov.Domain.Statistics.GoingOut;

/// <summary>A measure of records (记录): a ratio as SQL on a record r.</summary>
/// <param name="InDenominator">The condition besides the day; empty when every record counts.</param>
/// <param name="InNumerator">The further condition of the numerator; never null.</param>
public sealed record RecordMeasure(string Code, int Version, LocalizedText Formula, string InDenominator, string InNumerator)
    : Measure(Code, Version, Formula)
{
    public override MeasureUnit Unit { get; init; } = MeasureUnit.Record;
}

/// <summary>A measure of the target places of campaigns, each once in each cycle: those visited ÷ all.</summary>
/// <param name="IsTimely">
/// Whether it counts cycles that are over, by visits within the place's own interval; otherwise all that have begun, by their records.
/// </param>
public sealed record TargetMeasure(string Code, int Version, LocalizedText Formula, bool IsTimely) : Measure(Code, Version, Formula)
{
    public override MeasureUnit Unit { get; init; } = MeasureUnit.Place;
}

/// <summary>The measures of going out, counted from rows by index; no counters are stored.</summary>
static class GoingOutMeasures
{
    /// <summary>A record further from its place than this is not located there.</summary>
    public const string NearMetres = "100";

    public static readonly IReadOnlyList<TargetMeasure> OfTargets =
    [
        new("coverage_rate", 1, new(
            "周期内有有效记录的目标场所 ÷ 目标场所；每个行动的每个周期、每个目标场所计一次；有效：该行动、该周期内所作，结果不是“无人”，且未被更正",
            "target places with a valid record in the cycle ÷ target places, each once for each campaign and cycle; "
            + "valid: made in the campaign and the cycle, its outcome is not absent, and it was not corrected"), IsTimely: false)
        {
            Day = FirstDayOfCycle,
            Notes = new(
                "目标场所以周期结束时为准；周期未完、行动提前结束或指定时点在先的，以其为准。记录所属周期按手机时间（doneAt）；"
                + "补传的记录自传到之时起计入。已取消的行动不计。按人员统计：该人覆盖的场所 ÷ 全部目标场所。",
                "The target places are those at the end of the cycle, or at the end of the campaign or the requested instant where that is "
                + "earlier. A record belongs to the cycle of its doneAt, and counts from when it was sent. A cancelled campaign does not "
                + "count. By person: the places that the person covered ÷ all target places."),
        },
        new("timely_visit_rate", 1, new(
            "按时走访的目标场所 ÷ 应走访的目标场所；应走访：周期已满的目标场所，每个行动的每个周期计一次；"
            + "按时：截至周期最后一日的 visitEveryDays 日内（场所未规定的，该周期内）有走访",
            "target places visited in time ÷ target places due; due: in each cycle of a campaign that is over; in time: visited within the "
            + "place's visitEveryDays days up to the cycle's last day, or within the cycle where the place has no such rule"),
            IsTimely: true)
        {
            Day = FirstDayOfCycle,
            Notes = new(
                "走访：在该场所的记录，不论属于哪个行动或不属于行动，结果不是“无人”，且未被更正。未满的周期、行动提前结束时的周期及已取消的行动不计；"
                + "不属于任何行动的场所不计。visitEveryDays 以周期结束时的值为准，其后修改的不影响该周期。",
                "A visit: a record at the place, of any campaign or none, whose outcome is not absent and that was not corrected. Cycles "
                + "that go on or that the campaign's end cut, cancelled campaigns, and places of no campaign do not count. "
                + "visitEveryDays is that of the end of the cycle; a later change does not alter it."),
        },
    ];

    public static readonly IReadOnlyList<RecordMeasure> OfRecords =
    [
        new("valid_visit_rate", 1, new(
            "见到 ÷ 走访；走访：结果为“见到”“无人”或“拒访”的记录",
            "met ÷ visited; visited: records whose outcome is met, absent or refused"),
            "r.outcome IN ('met', 'absent', 'refused')", "r.outcome = 'met'")
        {
            Day = DoneOn,
            Notes = CorrectedDoNotCount,
        },
        new("located_rate", 1, new(
            "距场所 100 米以内所作的记录 ÷ 在场所所作且有定位的记录",
            "recorded within 100 m of the place ÷ recorded with a position at a place that has one"),
            "r.place_metres IS NOT NULL", $"r.place_metres <= {NearMetres}")
        {
            Day = DoneOn,
            Notes = CorrectedDoNotCount,
        },
        new("finding_rate", 1, new("发现问题的记录 ÷ 记录", "records with a finding ÷ records"), "", "r.outcome = 'finding'")
        {
            Day = DoneOn,
            Notes = CorrectedDoNotCount,
        },
    ];

    public static readonly IReadOnlyList<Measure> All = [.. OfTargets, .. OfRecords];

    public static Measure? Find(string? code) => All.FirstOrDefault(measure => measure.Code == code);

    static LocalizedText FirstDayOfCycle => new("周期的首日", "the first day of the cycle");

    static LocalizedText DoneOn => new("作记录之日（手机时间）", "the day of doneAt");

    static LocalizedText CorrectedDoNotCount => new(
        "已被更正的记录不计，以更正后的记录为准；补传的记录自传到之时起计入所作之日。",
        "A corrected record does not count, its correction does. A record that was sent late counts on its day from when it was sent.");
}
