using System.Globalization;
using System.Text;
using GridGov.Domain;
using GridGov.Domain.Deadlines.Calendars;

namespace GridGov.Features.Tickets.Reading;

/// <summary>The explanation of a deadline in one sentence.</summary>
/// <param name="Zh">The sentence in Chinese.</param>
/// <param name="En">The sentence in English.</param>
public sealed record DeadlineText(string Zh, string En)
{
    internal static DeadlineText Of(GetTicketDeadlines.ExplanationInput input, Clock clock) =>
        new(Chinese(input, clock), English(input, clock));

    static string Chinese(GetTicketDeadlines.ExplanationInput input, Clock clock)
    {
        var text = new StringBuilder($"{Labels.Of(input.Stage).Zh}时限{LimitZh(input.Clock.Limit)}");
        if (input.Clock.Extensions > 0)
            text.Append($"（延期{input.Clock.Extensions}次，共{LimitZh(Extended(input.Clock))}）");
        text.Append($"，自{At(input.Clock.Start)}起");
        if (input.CountsFrom > input.Clock.Start)
            text.Append($"（非工作时间，自{At(input.CountsFrom)}计时）");
        foreach (var days in input.Days.Skipped)
            text.Append($"，{SpanZh(days)}{ReasonZh(days)}不计");
        foreach (var days in input.Days.MadeUp)
            text.Append($"，{SpanZh(days)}{ReasonZh(days)}计入");
        foreach (var hours in input.Days.Hours.Where(IsSet))
        {
            text.Append(CultureInfo.InvariantCulture,
                $"，{hours.From:M月d日}至{hours.To:M月d日}工作时间为{string.Join('、', hours.Hours)}（{OwnerZh(hours)}）");
        }
        foreach (var pause in input.Clock.Pauses ?? [])
            text.Append(pause.To is { } to ? $"，{At(pause.From)}至{At(to)}挂账停计" : $"，{At(pause.From)}起挂账停计");
        foreach (var year in input.Days.UnpublishedYears)
            text.Append($"，{year}年放假安排尚未公布，暂按周一至周五计");
        if (input.DueAt is { } due)
            text.Append($"，应于{At(due)}前完成");
        text.Append('；');
        text.Append(input.EndedAt is { } ended
            ? $"已于{At(ended)}完成，{(input.Light == Light.Red ? $"超时{CountedZh(input)}" : "未超时")}"
            : $"现为{Labels.Of(input.Light).Zh}，{(input.LeftMilliseconds < 0 ? "已超时" : "剩余")}{CountedZh(input)}");
        return text.Append('。').ToString();

        string At(Instant instant) => clock.Local(instant).ToString("yyyy年M月d日HH:mm", CultureInfo.InvariantCulture);
    }

    static string English(GetTicketDeadlines.ExplanationInput input, Clock clock)
    {
        var text = new StringBuilder($"{Labels.Of(input.Stage).En}: {LimitEn(input.Clock.Limit)}");
        if (input.Clock.Extensions > 0)
            text.Append($" (extended {input.Clock.Extensions}×, {LimitEn(Extended(input.Clock))} in all)");
        text.Append($" from {At(input.Clock.Start)}");
        if (input.CountsFrom > input.Clock.Start)
            text.Append($" (outside working time, counted from {At(input.CountsFrom)})");
        foreach (var days in input.Days.Skipped)
            text.Append($", not counting {SpanEn(days)} ({ReasonEn(days)})");
        foreach (var days in input.Days.MadeUp)
            text.Append($", counting {SpanEn(days)} ({ReasonEn(days)})");
        foreach (var hours in input.Days.Hours.Where(IsSet))
        {
            text.Append(CultureInfo.InvariantCulture,
                $", working {string.Join(" and ", hours.Hours)} from {hours.From:yyyy-MM-dd} to {hours.To:yyyy-MM-dd} ({OwnerEn(hours)})");
        }
        foreach (var pause in input.Clock.Pauses ?? [])
            text.Append(pause.To is { } to ? $", suspended from {At(pause.From)} to {At(to)}" : $", suspended since {At(pause.From)}");
        foreach (var year in input.Days.UnpublishedYears)
            text.Append($", the calendar of {year} is not published and Monday to Friday are counted");
        if (input.DueAt is { } due)
            text.Append($", due by {At(due)}");
        text.Append("; ");
        var light = Labels.Of(input.Light).En.ToLowerInvariant();
        text.Append(input.EndedAt is { } ended
            ? $"done at {At(ended)}, {(input.Light == Light.Red ? $"{CountedEn(input)} late" : "in time")}"
            : $"now {light}, {CountedEn(input)} {(input.LeftMilliseconds < 0 ? "overdue" : "left")}");
        return text.Append('.').ToString();

        string At(Instant instant) => clock.Local(instant).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
    }

    /// <summary>Whether the hours differ from the ordinary ones, which need no mention.</summary>
    static bool IsSet(ExplainedHours hours) => !hours.Hours.SequenceEqual(Ordinary, StringComparer.Ordinal);

    static readonly IReadOnlyList<string> Ordinary = [.. WorkingHours.Default.Spans.Select(span => span.ToString())];

    static string OwnerZh(ExplainedHours hours) =>
        (hours.Grid is { } grid ? $"网格{grid}" : "全局") + (hours.SeasonFrom is { } from ? $"，每年{from}至{hours.SeasonTo}" : "");

    static string OwnerEn(ExplainedHours hours) =>
        (hours.Grid is { } grid ? $"grid {grid}" : "the deployment")
        + (hours.SeasonFrom is { } from ? $", {from} to {hours.SeasonTo}" : "");

    static Limit Extended(StageClock clock) => clock.Limit with { Amount = clock.Limit.Amount * (1 + clock.Extensions) };

    static string LimitZh(Limit limit) => $"{Number(limit.Amount)}个{Labels.Of(limit.Clock).Zh}";

    static string LimitEn(Limit limit)
    {
        var units = Labels.Of(limit.Clock).En;
        return $"{Number(limit.Amount)} {(limit.Amount == 1 ? units[..^1] : units)}";
    }

    static string Number(decimal number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    static string SpanZh(ExplainedDays days) => days.Days == 1
        ? days.From.ToString("M月d日", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{days.From:M月d日}至{days.To:M月d日}（{days.Days}天）");

    static string SpanEn(ExplainedDays days) => days.Days == 1
        ? days.From.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{days.From:yyyy-MM-dd} to {days.To:yyyy-MM-dd}");

    static string ReasonZh(ExplainedDays days) => days.Reason switch
    {
        DayReason.Weekend => "周末",
        DayReason.Holiday => $"{days.Name}放假",
        DayReason.LocalDayOff => $"本地休息（{days.Name}）",
        DayReason.MakeUpDay => $"调休上班（{days.Name}）",
        DayReason.LocalWorkingDay => $"本地上班（{days.Name}）",
    };

    static string ReasonEn(ExplainedDays days) => days.Reason switch
    {
        DayReason.Weekend => "weekend",
        DayReason.Holiday => $"holiday {days.Name}",
        DayReason.LocalDayOff => $"local day off: {days.Name}",
        DayReason.MakeUpDay => $"make-up day for {days.Name}",
        DayReason.LocalWorkingDay => $"local working day: {days.Name}",
    };

    static string CountedZh(GetTicketDeadlines.ExplanationInput input)
    {
        var (hours, minutes) = Counted(input);
        var text = $"{(hours > 0 ? $"{hours}小时" : "")}{(minutes > 0 || hours == 0 ? $"{minutes}分钟" : "")}";
        return text + (input.Clock.Limit.OnWorkingDays ? "工作时间" : "");
    }

    static string CountedEn(GetTicketDeadlines.ExplanationInput input)
    {
        var (hours, minutes) = Counted(input);
        var text = hours > 0 && minutes > 0 ? $"{hours} h {minutes} min" : hours > 0 ? $"{hours} h" : $"{minutes} min";
        return text + (input.Clock.Limit.OnWorkingDays ? " of working time" : "");
    }

    static (long Hours, long Minutes) Counted(GetTicketDeadlines.ExplanationInput input)
    {
        var minutes = Math.Abs(input.LeftMilliseconds) / 60_000;
        return (minutes / 60, minutes % 60);
    }
}
