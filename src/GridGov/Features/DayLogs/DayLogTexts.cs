using System.Globalization;
using GridGov.Domain;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Needs;
using GridGov.Text;

namespace GridGov.Features.DayLogs;

/// <summary>The words of the page and the workbook.</summary>
static class DayLogTexts
{
    /// <summary>The numbers of a log with their names, in order.</summary>
    public static readonly IReadOnlyList<(LocalizedText Name, Func<DayLogSums, decimal> Value)> Sums =
    [
        (new("出勤（次）", "Rounds"), sums => sums.Rounds),
        (new("出勤时长（分钟）", "Minutes"), sums => sums.Minutes),
        (new("里程（米）", "Metres"), sums => (decimal)Math.Round(sums.Metres)),
        (new("记录", "Records"), sums => sums.Records),
        .. Enum.GetValues<RecordOutcome>().Select(outcome => (
            Labels.Of(outcome), (Func<DayLogSums, decimal>)(sums => sums.Outcomes.GetValueOrDefault(outcome.ToCode())))),
        (new("到访场所", "Places"), sums => sums.Places),
        (new("补传", "Sent late"), sums => sums.Late),
        (new("网格外", "Outside the grid"), sums => sums.OutsideGrid),
        (new("远离场所", "Far from the place"), sums => sums.FarFromPlace),
        (new("上报案卷", "Tickets filed"), sums => sums.TicketsFiled),
        (new("案卷办理", "Acts on tickets"), sums => sums.TicketActs),
    ];

    public static readonly LocalizedText Title = new("民情日志", "Day log");
    public static readonly LocalizedText RoundTitle = new("出勤", "Rounds");
    public static readonly LocalizedText RecordTitle = new("走访巡查记录", "Records");
    public static readonly LocalizedText ActTitle = new("案卷", "Tickets");
    public static readonly LocalizedText ByDay = new("逐日", "By day");
    public static readonly LocalizedText PeopleTitle = new("人员", "People");
    public static readonly LocalizedText Day = new("日期", "Day");
    public static readonly LocalizedText Person = new("姓名", "Name");
    public static readonly LocalizedText Total = new("合计", "Total");

    public static readonly IReadOnlyList<LocalizedText> RoundColumns =
    [
        new("起", "From"), new("止", "Until"), new("网格", "Grid"), new("行动", "Campaign"), new("里程（米）", "Metres"),
        new("记录", "Records"), new("网格外轨迹点", "Points outside the grid"), new("速度异常点", "Points too fast"),
    ];

    public static readonly IReadOnlyList<LocalizedText> RecordColumns =
    [
        new("时间", "Time"), new("场所", "Place"), new("网格", "Grid"), new("行动", "Campaign"), new("结果", "Outcome"),
        new("数量", "Quantity"), new("案卷", "Ticket"), new("居民需求", "Needs"), new("附注", "Notes"),
    ];

    public static readonly IReadOnlyList<LocalizedText> ActColumns =
        [new("时间", "Time"), new("办理", "Act"), new("编号", "Number"), new("类别", "Category"), new("状态", "Status")];

    /// <summary>What became of the needs of a record.</summary>
    public static string NeedStatuses(Record record, bool zh) => string.Join(zh ? "、" : ", ", record.Needs.Select(need =>
        need.Closing is { } closing ? NeedLabels.Of(closing).In(zh)
        : need.Status is { } status ? NeedLabels.Of(status).In(zh)
        : zh ? "涉密" : "confidential"));

    /// <summary>What is to be noted about a record.</summary>
    public static string Notes(Record record, bool zh)
    {
        var notes = new List<string>();
        if (record.CorrectedBy is not null)
            notes.Add(zh ? "已更正" : "corrected");
        if (record.RecordedAt.Milliseconds - record.DoneAt.Milliseconds > DayLogCounts.LateAfterMilliseconds)
            notes.Add(zh ? "补传" : "sent late");
        if (record.OutsideGrid)
            notes.Add(zh ? "网格外" : "outside the grid");
        if (record.FarFromPlace)
            notes.Add(zh ? "远离场所" : "far from the place");
        return string.Join(zh ? "、" : ", ", notes);
    }

    public static string Ending(Round round, Clock clock, bool zh) => round.EndedAt is not { } ended ? zh ? "进行中" : "goes on"
        : Time(ended, clock) + (round.Ending == RoundEnding.Lapsed ? zh ? "（自动结束）" : " (lapsed)" : "");

    public static string Time(Instant instant, Clock clock) => clock.Local(instant).ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Date(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Hidden(DayLog log, bool zh) => log.HiddenActs == 0 ? ""
        : zh ? $"另有 {log.HiddenActs} 项案卷办理不予显示。" : $"{log.HiddenActs} other acts on tickets are not shown.";

    public static string Truncated(DayLog log, bool zh) => !log.Truncated ? ""
        : zh ? "清单只显示前 1,000 项，合计为全部。" : "Lists show the first 1,000 entries; the sums have all.";
}
