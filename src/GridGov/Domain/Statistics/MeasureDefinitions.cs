using GridGov.Text;
using static GridGov.Domain.Statistics.Counters.Counter;

namespace GridGov.Domain.Statistics;

/// <summary>The measures of tickets, each with its formula, day, exclusions and counted rows.</summary>
static class MeasureDefinitions
{
    public static readonly IReadOnlyList<TicketMeasure> All =
    [
        new("resolution_rate", 1, new(
            "办结 ÷ 立案；立案：在该期内立案（含自行处置），且其后未作废、并案、归档或不予立案",
            "closed ÷ established; established: accepted (or handled on the spot) in the period "
            + "and not rejected, cancelled, merged or noted since"))
        {
            Day = EstablishedOn,
            Notes = ByParts("重新立案而尚未再次结案的，计入立案、不计入办结。",
                "A ticket that was reopened and is not closed again is established and not closed."),
            Numerator = EstablishedClosed,
            Denominator = Established,
            Rows = new("t.accepted_day", IsEstablished, "t.status = 'closed'"),
        },
        new("due_closed_rate", 1, new(
            "结案 ÷ 应结案；应结案：结案期限在该期内且已届满，或在该期内于期限前结案",
            "closed ÷ due; due: the effective deadline lies in the period and has passed, "
            + "or it was closed in the period before its deadline"))
        {
            Day = DueOn,
            Notes = DueNotes,
            Numerator = DueClosed,
            Denominator = Due,
            Rows = new("t.due_day", IsDue, "t.status = 'closed'"),
        },
        new("on_time_rate", 1, new(
            "在结案期限内结案 ÷ 应结案",
            "closed at or before the effective deadline ÷ due"))
        {
            Day = DueOn,
            Notes = DueNotes,
            Numerator = DueOnTime,
            Denominator = Due,
            Rows = new("t.due_day", IsDue, "coalesce(t.on_time, 0) = 1"),
        },
        new("overdue_rate", 1, new(
            "（超期结案 + 超期未结）÷ 应结案",
            "(closed late + still open past the deadline) ÷ due"))
        {
            MoreIsBetter = false,
            Day = DueOn,
            Notes = DueNotes,
            Numerator = new(Due, DueOnTime),
            Denominator = Due,
            Rows = new("t.due_day", IsDue, "coalesce(t.on_time, 0) = 0"),
        },
        new("street_resolution_rate", 1, new(
            "以一、二、三级办理层级结案 ÷ 结案；结案：在该期内结案且其后未重新立案",
            "closed with handling level 1, 2 or 3 ÷ closed; closed: in the period, and not reopened since"))
        {
            Day = new("结案之日", "the day of closing"),
            Notes = ByParts("办理层级 0 为街道以上。", "Handling level 0 is above the street."),
            Numerator = ClosedAtStreet,
            Denominator = ClosedOnDay,
            Rows = new("t.closed_day", "t.has_parts = 0 AND t.status = 'closed'", "t.handling_level >= 1"),
        },
        new("rework_rate", 1, new(
            "核查不通过次数 ÷ 该期内核查次数；链接列出被核查的案卷",
            "failed checks ÷ checks made in the period; the links list the tickets that were checked"))
        {
            Unit = MeasureUnit.Check,
            MoreIsBetter = false,
            Day = new("核查之日", "the day of the check"),
            Notes = ByParts(
                "一件案卷核查几次计几次；链接列出有此类核查的案卷，每件一次。",
                "A ticket counts as often as it was checked. Its links list tickets: each once, with any such check."),
            Numerator = FailedChecks,
            Denominator = Checks,
            Rows = new("k.day", "", "k.action = 'fail'") { Table = "ticket_checks", At = "k.at", OfTicket = NotSplit },
        },
        new("valid_report_rate", 1, new(
            "有效 ÷ 已认定上报；有效：立案、自行处置或研判归档；已认定：有效或不予立案",
            "accepted ÷ decided reports; accepted: also handled on the spot, or noted; decided: accepted or rejected"))
        {
            Day = new("认定之日", "the day of the decision"),
            Notes = new(
                "尚未认定的，以及认定前并案或作废的，不计；子单不是上报，不计。",
                "Reports that wait for their decision, and those merged or cancelled before it, do not count. A part is no report."),
            Numerator = DecidedValid,
            Denominator = Decided,
            Rows = new("t.decided_day", "t.decision IS NOT NULL", "t.decision = 'valid'"),
        },
        new("dispatch_accuracy", 1, new(
            "（派遣次数 − 退回次数）÷ 该期内派遣次数",
            "(dispatches − returned) ÷ dispatches made in the period"))
        {
            Unit = MeasureUnit.Dispatch,
            Day = new("派遣之日", "the day of the dispatch"),
            Notes = ByParts(
                "一件案卷派遣几次计几次；按处置人统计时为派给该人的派遣。收回计为退回；改派不另计派遣，改派后退回的，计入原派遣。"
                + "链接列出有此类派遣的案卷，每件一次。",
                "A ticket counts as often as it was dispatched; by handler, those dispatched to that one. A recall is a return. "
                + "A reassignment is no dispatch of its own; a return after it is one of the dispatch before. "
                + "Its links list tickets: each once, with any such dispatch."),
            Numerator = new(Dispatches, DispatchesReturned),
            Denominator = Dispatches,
            Rows = DispatchesBy("k.returned_at IS NULL OR k.returned_at > @Instant"),
        },
        new("response_rate", 1, new(
            "按时联系 ÷ 应联系",
            "reporters reached in time ÷ reporters due to be contacted"))
        {
            Day = new("应联系期限之日", "the day until which the reporter is to be contacted"),
            Notes = new(
                "仅计报告人留有电话的案卷；期限届满或已按时联系上即计入。",
                "Only tickets whose reporter left a telephone number. "
                + "One counts once the time is up, or as soon as the reporter was reached in time."),
            Numerator = ContactedInTime,
            Denominator = ContactsDue,
            Rows = new("k.contact_due_day", $"k.contact_due_at < @Instant OR {Responded}", Responded)
            {
                Table = "tickets", TicketColumn = "id",
            },
        },
        new("solution_rate", 1, new(
            "回访称已解决 ÷ 该期内有效回访",
            "solved ÷ valid call-backs made in the period"))
        {
            Unit = MeasureUnit.CallBack,
            Day = CalledOn,
            Notes = CallBackNotes,
            Numerator = CallBacksSolved,
            Denominator = CallBacks,
            Rows = CalledBack("k.solved = 1"),
        },
        new("satisfaction_rate", 1, new(
            "回访称满意 ÷ 该期内有效回访",
            "satisfied ÷ valid call-backs made in the period"))
        {
            Unit = MeasureUnit.CallBack,
            Day = CalledOn,
            Notes = CallBackNotes,
            Numerator = CallBacksSatisfied,
            Denominator = CallBacks,
            Rows = CalledBack("k.satisfied = 1"),
        },
        new("returned_rate", 1, new(
            "退回次数 ÷ 该期内派遣次数",
            "returned dispatches ÷ dispatches made in the period"))
        {
            Unit = MeasureUnit.Dispatch,
            MoreIsBetter = false,
            Day = new("派遣之日", "the day of the dispatch"),
            Notes = ByParts(
                "准确派遣率的余数：收回计为退回，改派不另计派遣。链接列出案卷，每件一次。",
                "The complement of dispatch_accuracy: a recall is a return, a reassignment no dispatch. "
                + "Its links list tickets, each once."),
            Numerator = DispatchesReturned,
            Denominator = Dispatches,
            Rows = DispatchesBy("k.returned_at IS NOT NULL AND k.returned_at <= @Instant"),
        },
        new("reopened_rate", 1, new(
            "其后重新立案的结案 ÷ 该期内结案次数",
            "closings that were reopened since ÷ closings in the period"))
        {
            Unit = MeasureUnit.Check,
            MoreIsBetter = false,
            Day = new("结案之日", "the day of the closing"),
            Notes = ByParts(
                "一件案卷结案几次计几次。链接列出案卷，每件一次。",
                "A ticket counts as often as it was closed. Its links list tickets, each once."),
            Rows = new("k.day", "k.action = 'pass'", "coalesce(t.closed_at, 0) <> k.at")
            {
                Table = "ticket_checks", At = "k.at", OfTicket = NotSplit,
            },
        },
        new("cancelled_rate", 1, new(
            "立案后作废 ÷ 该期内立案（含作废）",
            "cancelled after they were established ÷ established in the period, cancelled ones included"))
        {
            MoreIsBetter = false,
            Day = EstablishedOn,
            Notes = ByParts(
                "其后不予立案、并案或归档的不计。", "Without those that were rejected, merged or noted since."),
            Rows = new("t.accepted_day", $"{NotSplit} AND t.status NOT IN ('rejected', 'merged', 'noted')", "t.status = 'cancelled'"),
        },
        new("extended_rate", 1, new(
            "获准延期的案卷 ÷ 立案",
            "tickets with a granted extension ÷ established in the period"))
        {
            MoreIsBetter = false,
            Day = EstablishedOn,
            Notes = AsResolutionRate,
            Rows = OfEstablished("EXISTS (SELECT 1 FROM ticket_requests r WHERE r.ticket_id = k.id AND r.kind = 'extension' "
                + "AND r.status = 'approved' AND r.decided_at <= @Instant)"),
        },
        new("suspended_rate", 1, new(
            "曾挂账的案卷 ÷ 立案",
            "tickets that were ever suspended ÷ established in the period"))
        {
            MoreIsBetter = false,
            Day = EstablishedOn,
            Notes = AsResolutionRate,
            Rows = OfEstablished("EXISTS (SELECT 1 FROM ticket_pauses p WHERE p.ticket_id = k.id AND p.from_at <= @Instant)"),
        },
        new("petition_free", 1, new(
            "零上访：该期内立案、办理层级为 0（街道以上）的信访（0704）件数",
            "petitions (0704) that were established in the period and are handled above the street (level 0)"))
        {
            IsCount = true,
            MoreIsBetter = false,
            Day = EstablishedOn,
            Notes = ZeroIsTheGoal,
            Rows = new("t.accepted_day", $"t.category = '0704' AND t.handling_level = 0 AND {IsEstablished}", "1 = 1"),
        },
        new("accident_free", 1, new(
            "零事故：该期内立案的事故灾难（1002）件数",
            "accidents (1002) that were established in the period"))
        {
            IsCount = true,
            MoreIsBetter = false,
            Day = EstablishedOn,
            Notes = ZeroIsTheGoal,
            Rows = new("t.accepted_day", $"t.category = '1002' AND {IsEstablished}", "1 = 1"),
        },
    ];

    static LocalizedText EstablishedOn => new("首次立案之日", "the day on which the ticket was first established");

    /// <summary>The notes of a measure in which a ticket that was split counts by its parts.</summary>
    static LocalizedText ByParts(string chinese, string english) =>
        new(chinese + "已拆分的案卷以其子单计，主单不计。", english + " A ticket that was split counts by its parts, and not itself.");

    static LocalizedText AsResolutionRate => new("立案与办结率的分母相同。", "Established as in the denominator of resolution_rate.");

    static LocalizedText ZeroIsTheGoal => ByParts("是件数，不是比率；为 0 时所列为空。", "A number and no rate; 0 links an empty list.");

    /// <summary>A ticket that was split counts by its parts, but for the decision on its report and the calls to its reporter.</summary>
    const string NotSplit = "t.has_parts = 0";

    const string IsEstablished = $"{NotSplit} AND t.status NOT IN ('rejected', 'cancelled', 'merged', 'noted')";

    static LocalizedText DueOn => new(
        "按期结案的为结案之日，否则为结案期限之日：每件只计一次",
        "the day of closing when that was in time, else the day of the deadline: so each ticket is due once");

    static LocalizedText DueNotes => ByParts(
        "不予立案、作废、并案、归档及挂账中的不计；无人办理的照计。当日到期的，届满后计入。",
        "Not: what was rejected, cancelled, merged or noted, and what is suspended. "
        + "Neglected ones stay in; a deadline of today counts once it has passed.");

    // The light is red from the instant after the deadline.
    const string IsDue = "t.on_time = 1 OR t.closing_due_at < @Instant";

    const string Responded = "(k.contacted_at IS NOT NULL AND k.contacted_at <= k.contact_due_at AND k.contacted_at <= @Instant)";

    static LocalizedText CalledOn => new("回访之日", "the day of the call-back");

    static LocalizedText CallBackNotes => new(
        "有效回访：结案后联系上报告人并得到答复，每次结案计一次；链接列出案卷，每件一次。",
        "Valid: the reporter was reached after the closing and answered; one for each closing. The links list the tickets, each once.");

    static CountedRows CalledBack(string inNumerator) =>
        new("k.day", "k.solved IS NOT NULL", inNumerator) { Table = "ticket_contacts", At = "k.at" };

    /// <param name="inNumerator">On the established ticket as row k, whose id is the same now and at an earlier instant.</param>
    static CountedRows OfEstablished(string inNumerator) =>
        new("t.accepted_day", IsEstablished, inNumerator) { Table = "tickets", TicketColumn = "id" };

    static CountedRows DispatchesBy(string inNumerator) => new("k.day", "", $"({inNumerator})")
    {
        Table = "ticket_dispatches",
        At = "k.at",
        Handler = "k.handler_id",
        OfTicket = NotSplit,
        // Officers and instructors are dispatched to in a role, departments without one.
        OfDepartment = "k.handler_role IS NULL",
    };
}
