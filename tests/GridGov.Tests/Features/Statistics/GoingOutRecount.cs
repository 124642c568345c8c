using GridGov.Data;
using GridGov.Domain.Campaigns;

namespace GridGov.Tests.Features.Statistics;

/// <summary>The figures of going out, counted day by day and row by row in memory.</summary>
sealed class GoingOutRecount(GoingOutRows rows, TimeZoneInfo zone)
{
    /// <param name="Keys">The values by which it may be grouped.</param>
    public sealed record Counted(bool InNumerator, string Grid, Id? Campaign, DateOnly? Cycle, DateOnly Day, Id? Person);

    /// <param name="person">Null for anybody.</param>
    public IEnumerable<Counted> Of(string measure, string root, DateOnly begin, DateOnly to, Instant at, Id? person)
    {
        return measure switch
        {
            "coverage_rate" => Targets(root, begin, to, at, person, timely: false),
            "timely_visit_rate" => Targets(root, begin, to, at, person, timely: true),
            "finding_rate" => Records(_ => true, record => record.Outcome == RecordOutcome.Finding),
            "located_rate" => Records(record => record.Metres is not null, record => record.Metres <= 100),
            "valid_visit_rate" => Records(
                record => record.Outcome is RecordOutcome.Met or RecordOutcome.Absent or RecordOutcome.Refused,
                record => record.Outcome == RecordOutcome.Met),
            _ => throw new ArgumentOutOfRangeException(nameof(measure)),
        };

        IEnumerable<Counted> Records(
            Func<GoingOutRows.RecordRow, bool> denominator, Func<GoingOutRows.RecordRow, bool> numerator) =>
            from record in Valid(at)
            where record.Grid.StartsWith(root, StringComparison.Ordinal) && record.Day >= begin && record.Day < to
                && (person is null || record.Person == person) && denominator(record)
            select new Counted(numerator(record), record.Grid, record.Campaign, record.Cycle, record.Day, record.Person);
    }

    IEnumerable<GoingOutRows.RecordRow> Valid(Instant at) => rows.Records.Where(record =>
        record.RecordedAt.Milliseconds <= at.Milliseconds
        && (record.CorrectedBy is null || record.CorrectedBy.RecordedAt.Milliseconds > at.Milliseconds));

    IEnumerable<Counted> Targets(string root, DateOnly begin, DateOnly to, Instant at, Id? person, bool timely)
    {
        var visits = Valid(at).Where(record => record.Outcome != RecordOutcome.Absent && record.Place is not null
            && (person is null || record.Person == person)).ToList();
        foreach (var campaign in rows.Campaigns)
        {
            if (campaign.Status == CampaignStatus.Planned
                || (campaign.Status == CampaignStatus.Cancelled && campaign.EndedAt!.Value.Milliseconds <= at.Milliseconds))
                continue;
            var days = Enumerable.Range(0, campaign.Last.DayNumber - campaign.From.DayNumber + 1).Select(campaign.From.AddDays);
            foreach (var cycle in days.GroupBy(day => CycleName(campaign.Cycle, day)))
            {
                var (first, end) = (cycle.Min(), Days.Begin(cycle.Max().AddDays(1), zone).Milliseconds);
                var stop = Math.Min(at.Milliseconds + 1, campaign.EndedAt?.Milliseconds ?? long.MaxValue);
                if (first < begin || first >= to || Days.Begin(first, zone).Milliseconds >= stop || (timely && end > stop))
                    continue;
                var until = Math.Min(end, stop);
                foreach (var target in rows.Targets.Where(each => each.Campaign == campaign.Id))
                {
                    if (!target.Grid.StartsWith(root, StringComparison.Ordinal) || target.From.Milliseconds >= until
                        || target.Until?.Milliseconds < until)
                        continue;
                    var every = rows.EveryDays[target.Place]
                        .First(rule => rule.Until is null || rule.Until.Value.Milliseconds >= until).Days;
                    var isVisited = visits.Exists(visit => visit.Place == target.Place && (timely
                        ? visit.Day <= cycle.Max() && visit.Day >= (every is { } n ? cycle.Max().AddDays(1 - n) : first)
                        : visit.Campaign == campaign.Id && cycle.Contains(visit.Day)));
                    yield return new Counted(isVisited, target.Grid, campaign.Id, first, first, Person: null);
                }
            }
        }
    }

    static string CycleName(CampaignCycle cycle, DateOnly day) => cycle switch
    {
        CampaignCycle.Once => "",
        CampaignCycle.Day => $"{day:O}",
        CampaignCycle.Week => $"{System.Globalization.ISOWeek.GetYear(day.ToDateTime(default))}-"
            + $"{System.Globalization.ISOWeek.GetWeekOfYear(day.ToDateTime(default))}",
        CampaignCycle.Month => $"{day:yyyy-MM}",
        CampaignCycle.Quarter => $"{day.Year}-{(day.Month - 1) / 3}",
    };
}
