using GridGov.Domain.Meetings.Points;
using GridGov.Domain.Needs;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Domain.Statistics.Together;

/// <summary>A measure of needs, claims, meetings or points, counted from their rows; no counters are stored.</summary>
public abstract record TogetherMeasure(string Code, int Version, LocalizedText Formula) : Measure(Code, Version, Formula)
{
    /// <summary>The dimension of its rows' kinds.</summary>
    public required Dimension Kind { get; init; }

    /// <summary>The last part of the address that lists what it counts.</summary>
    public required string List { get; init; }

    /// <summary>Who may read what it counts.</summary>
    internal Capability Reading => Kind == Dimension.NeedKind ? Capability.NeedRead : Capability.MeetingRead;
}

/// <summary>A ratio of rows of one table: those in the numerator ÷ all.</summary>
public sealed record TogetherRowMeasure(string Code, int Version, LocalizedText Formula) : TogetherMeasure(Code, Version, Formula)
{
    public override MeasureUnit Unit { get; init; }

    public required TogetherSource Source { get; init; }

    /// <summary>The condition besides grid and time, as of @At.</summary>
    public required string InDenominator { get; init; }

    /// <summary>The further condition of the numerator, as of @At; never null.</summary>
    public required string InNumerator { get; init; }
}

/// <summary>The cycles of series of meetings: those with a held meeting ÷ those due.</summary>
public sealed record MeetingCycleMeasure(string Code, int Version, LocalizedText Formula) : TogetherMeasure(Code, Version, Formula)
{
    public override MeasureUnit Unit { get; init; } = MeasureUnit.MeetingCycle;
}

/// <summary>SQL of the rows of a measure.</summary>
/// <param name="From">The table with what its conditions name.</param>
/// <param name="At">The instant by whose day a row counts.</param>
/// <param name="Group">The group (组织) of a row; null without one.</param>
/// <param name="Words">The title of the row, or of the need that it is of.</param>
public sealed record TogetherSource(string From, string Id, string Grid, string At, string Group, string Kind, string Words)
{
    /// <summary>The subject by whose events it is known in which grid a row was earlier.</summary>
    public required string Subject { get; init; }

    public required string SubjectKind { get; init; }
}

public static class TogetherMeasures
{
    public static readonly IReadOnlyList<TogetherMeasure> All =
    [
        new TogetherRowMeasure("claim_rate", 1, new(
            "有认领的需求 ÷ 该期内发布的需求；有认领：至少有一项未放弃的认领",
            "needs with a claim ÷ needs published in the period; with a claim: at least one that was not released"))
        {
            Unit = MeasureUnit.Need,
            Kind = Dimension.NeedKind,
            List = "needs",
            Day = new("发布之日", "the day of publishing"),
            Notes = new(
                "发布后撤回或不予采纳的需求不计。按组织分组的，为需求所属组织；居民需求没有组织。",
                "Needs that were withdrawn or declined since do not count. The group is the one whose need it is; a resident's has none."),
            Source = new("needs n", "n.id", "n.grid_code", "n.published_at", "n.group_id", "n.kind", "n.title")
            {
                Subject = "n.id", SubjectKind = Need.Subject,
            },
            InDenominator = "(n.closing IS NULL OR n.closing NOT IN ('withdrawn', 'declined') OR n.closed_at > @At)",
            InNumerator = $"EXISTS (SELECT 1 FROM claims c WHERE c.need_id = n.id AND {ClaimStands})",
        },
        new TogetherRowMeasure("fulfilment_rate", 1, new(
            "已确认的认领 ÷ 该期内的认领", "confirmed claims ÷ claims made in the period"))
        {
            Unit = MeasureUnit.Claim,
            Kind = Dimension.NeedKind,
            List = "claims",
            Day = new("认领之日", "the day of the claim"),
            Notes = new(
                "已放弃的认领不计，其名额重新开放，影响认领率；长期结对需求的认领不计，其按周期记录。按组织分组的，为认领的组织；个人认领没有组织。",
                "A released claim does not count: its slot is open again and lowers the claim rate. Claims of continuing needs do not "
                + "count: they owe records. The group is the one that claimed; a person's own claim has none."),
            Source = new(
                "claims c JOIN needs n ON n.id = c.need_id", "c.id", "n.grid_code", "c.claimed_at", "c.group_id", "n.kind", "n.title")
            {
                Subject = "n.id", SubjectKind = Need.Subject,
            },
            InDenominator = $"n.continuing = 0 AND {ClaimStands}",
            InNumerator = "c.confirmed_at IS NOT NULL AND c.confirmed_at <= @At",
        },
        new MeetingCycleMeasure("meeting_rate", 1, new(
            "已召开的周期 ÷ 到期的周期；到期：例会的周期已满，或在周期内已召开",
            "cycles with a held meeting ÷ cycles due; due: the cycle of a series of meetings is over, or its meeting was held already"))
        {
            Kind = Dimension.MeetingKind,
            List = "meetings",
            Day = new("周期的首日", "the first day of the cycle"),
            Notes = new(
                "每个例会系列的每个周期计一次，不论召开几次；会议按召开之日归入周期，自记录召开之时起计入；节假日不除外。",
                "Each cycle of each series counts once, however many meetings it had. A meeting belongs to the cycle of the day on which "
                + "it was held, and counts from when it was recorded as held. Holidays are not considered."),
        },
        new TogetherRowMeasure("answer_rate", 1, new(
            "已办复的议题 ÷ 该期内提出的议题；已办复：所转案卷已结案，所转需求已实现，或已记录并说明理由",
            "points answered ÷ points raised in the period; answered: its ticket is closed, its need is fulfilled, or it was noted with a "
            + "reason"))
        {
            Unit = MeasureUnit.Point,
            Kind = Dimension.MeetingKind,
            List = "points",
            Day = new("提出之日", "the day of raising"),
            Notes = new(
                "已取消的会议的议题不计；需求又转为案卷的，以案卷结案为准。按组织分组的，为会议所属组织；网格为议题涉及的网格。",
                "Points of cancelled meetings do not count. A need that became a ticket is answered when that is closed. The group is the "
                + "meeting's, the grid the one that the point concerns."),
            Source = new(
                """
                points p
                  JOIN meetings m ON m.id = p.meeting_id
                  LEFT JOIN needs n ON n.id = p.need_id
                  LEFT JOIN tickets t ON t.id = coalesce(p.ticket_id, n.ticket_id)
                """, "p.id", "p.grid_code", "p.raised_at", "m.group_id", "m.kind", "p.title")
            {
                Subject = "p.id", SubjectKind = PointRow.Subject,
            },
            InDenominator = "(m.status <> 'cancelled' OR m.ended_at > @At)",
            // Never null, because the complement negates it.
            InNumerator = "((p.decided_at IS NOT NULL AND p.decided_at <= @At AND p.status = 'noted') "
                + "OR (n.closed_at IS NOT NULL AND n.closed_at <= @At AND n.closing = 'fulfilled') "
                + $"OR {TicketIsClosed})",
        },
    ];

    public static Measure? Find(string? code) => All.FirstOrDefault(measure => measure.Code == code);

    /// <summary>Ticket t is closed at @At; false without a ticket.</summary>
    const string TicketIsClosed = """
        CASE WHEN coalesce(t.state_since, t.filed_at) <= @At THEN t.status = 'closed'
             ELSE EXISTS (SELECT 1 FROM ticket_history h
                           WHERE h.ticket_id = t.id AND h.from_at <= @At AND h.until_at > @At AND h.status = 'closed') END
        """;

    /// <summary>A claim c fills a slot at @At.</summary>
    const string ClaimStands = "c.claimed_at <= @At AND (c.released_at IS NULL OR c.released_at > @At)";
}
