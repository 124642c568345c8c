using GridGov.Domain.Boards;
using GridGov.Domain.Campaigns;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Places;
using GridGov.Domain.Statistics;
using GridGov.Domain.Tickets;
using GridGov.Domain.Tickets.Related;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Domain;

/// <summary>
/// The labels of codes in both languages, for exports, reports, notifications and figures. A code without a label does not compile.
/// Service roles and categories are data with names in the store.
/// </summary>
static class Labels
{
    public static LocalizedText Of(bool flag) => flag ? new("是", "Yes") : new("否", "No");

    public static LocalizedText Of(TicketStatus status) => status switch
    {
        TicketStatus.Submitted => new("已上报", "Submitted"),
        TicketStatus.Verifying => new("核实中", "Being verified"),
        TicketStatus.Accepted => new("已立案", "Accepted"),
        TicketStatus.Dispatched => new("已派遣", "Dispatched"),
        TicketStatus.Returned => new("已退回", "Returned"),
        TicketStatus.Processing => new("处置中", "Being handled"),
        TicketStatus.Suspended => new("挂账", "Suspended"),
        TicketStatus.Resolved => new("已处置待核查", "Resolved"),
        TicketStatus.Rework => new("返工", "To be done again"),
        TicketStatus.Closed => new("已结案", "Closed"),
        TicketStatus.Rejected => new("不予立案", "Rejected"),
        TicketStatus.Cancelled => new("作废", "Cancelled"),
        TicketStatus.Merged => new("并案", "Merged"),
        TicketStatus.Noted => new("研判归档", "Noted"),
    };

    public static LocalizedText Of(RecordOutcome outcome) => outcome switch
    {
        RecordOutcome.Met => new("见到", "Met"),
        RecordOutcome.Absent => new("无人", "Nobody there"),
        RecordOutcome.Refused => new("拒访", "Refused"),
        RecordOutcome.InOrder => new("正常", "In order"),
        RecordOutcome.Finding => new("发现问题", "Finding"),
        RecordOutcome.HandedOver => new("已送达", "Handed over"),
    };

    public static LocalizedText Of(CampaignKind kind) => kind switch
    {
        CampaignKind.Patrol => new("日巡查", "Patrol"),
        CampaignKind.Visit => new("敲门行动", "Visits"),
        CampaignKind.Survey => new("问卷", "Survey"),
        CampaignKind.Inspection => new("排查", "Inspection"),
        CampaignKind.Delivery => new("派送", "Delivery"),
    };

    public static LocalizedText Of(RatePeriod period) => period switch
    {
        RatePeriod.ThisMonth => new("本月", "This month"),
        RatePeriod.LastThirtyDays => new("近30天", "The last 30 days"),
        RatePeriod.ThisYear => new("本年", "This year"),
    };

    public static LocalizedText Of(TicketStage stage) => stage switch
    {
        TicketStage.Collect => new("信息收集", "Collect"),
        TicketStage.Establish => new("案卷建立", "Establish"),
        TicketStage.Dispatch => new("任务派遣", "Dispatch"),
        TicketStage.Handle => new("任务处理", "Handle"),
        TicketStage.FeedBack => new("处理反馈", "Feed back"),
        TicketStage.Check => new("核查结案", "Check and close"),
        TicketStage.Evaluate => new("综合评价", "Evaluate"),
        TicketStage.End => new("结束", "Ended"),
    };

    public static LocalizedText Of(Light light) => light switch
    {
        Light.Green => new("绿灯", "Green"),
        Light.Yellow => new("黄灯", "Yellow"),
        Light.Red => new("红灯", "Red"),
    };

    public static LocalizedText Of(TicketKind kind) => kind switch
    {
        TicketKind.Event => new("事件", "Event"),
        TicketKind.Component => new("部件", "Component"),
        TicketKind.Condition => new("社情", "Condition"),
    };

    public static LocalizedText Of(PlaceKind kind) => kind switch
    {
        PlaceKind.Courtyard => new("楼院", "Courtyard"),
        PlaceKind.Household => new("住户", "Household"),
        PlaceKind.Premises => new("经营场所", "Premises"),
        PlaceKind.Building => new("楼宇", "Building"),
        PlaceKind.ServicePoint => new("服务点", "Service point"),
        PlaceKind.Venue => new("阵地", "Venue"),
        PlaceKind.Checkpoint => new("巡查点", "Checkpoint"),
    };

    public static LocalizedText Of(Programme programme) => programme switch
    {
        Programme.SocialConditions => new("社情类", "Social conditions"),
        Programme.SevenFields => new("七个领域类", "Seven fields"),
    };

    public static LocalizedText Of(Urgency urgency) => urgency switch
    {
        Urgency.Routine => new("一般", "Routine"),
        Urgency.Urgent => new("紧急", "Urgent"),
        Urgency.GreenChannel => new("绿色通道", "Green channel"),
    };

    public static LocalizedText Of(TicketSource source) => source switch
    {
        TicketSource.Patrol => new("日巡查", "Patrol"),
        TicketSource.Visit => new("敲门走访", "Visit"),
        TicketSource.Resident => new("居民", "Resident"),
        TicketSource.Enterprise => new("企业诉求", "Enterprise"),
        TicketSource.Deputy => new("人大代表", "Deputy"),
        TicketSource.MemberUnit => new("共建单位", "Member unit"),
        TicketSource.Hotline => new("热线", "Hotline"),
        TicketSource.Department => new("部门", "Department"),
        TicketSource.Open311 => new("Open311", "Open311"),
        TicketSource.Import => new("导入", "Import"),
        TicketSource.Meeting => new("会议", "Meeting"),
        TicketSource.Need => new("需求", "Need"),
        TicketSource.Group => new("组织", "Group"),
        TicketSource.Public => new("群众", "Public"),
    };

    public static LocalizedText Of(PostKind post) => post switch
    {
        PostKind.GridHead => new("网格长", "Grid head"),
        PostKind.GridWorker => new("网格员", "Grid worker"),
        PostKind.ServiceOfficer => new("服务员", "Service officer"),
        PostKind.Instructor => new("指导员", "Instructor"),
        PostKind.DepartmentHandler => new("专业部门", "Department"),
        PostKind.Dispatcher => new("受理派遣员", "Dispatcher"),
        PostKind.Inspector => new("核查员", "Inspector"),
        PostKind.Supervisor => new("督导", "Supervisor"),
        PostKind.Administrator => new("管理员", "Administrator"),
    };

    public static LocalizedText Of(Responsibility responsibility) => responsibility switch
    {
        Responsibility.First => new("第一责任人", "First"),
        Responsibility.Direct => new("直接责任人", "Direct"),
    };

    public static LocalizedText Of(RequestKind request) => request switch
    {
        RequestKind.Extension => new("延期", "Extension"),
        RequestKind.Suspension => new("挂账", "Suspension"),
    };

    public static LocalizedText Of(ClockStage stage) => stage switch
    {
        ClockStage.Accept => new("受理", "Acceptance"),
        ClockStage.Dispatch => new("派遣", "Dispatch"),
        ClockStage.Handle => new("处置", "Handling"),
        ClockStage.Check => new("核查", "Check"),
    };

    public static LocalizedText Of(LimitClock clock) => clock switch
    {
        LimitClock.UrgentHours => new("紧急工作时", "urgent hours"),
        LimitClock.WorkingHours => new("工作时", "working hours"),
        LimitClock.WorkingDays => new("工作日", "working days"),
        LimitClock.NaturalDays => new("自然日", "natural days"),
    };

    public static LocalizedText Of(MeasurePart part) => part switch
    {
        MeasurePart.Numerator => new("分子", "numerator"),
        MeasurePart.Denominator => new("分母", "denominator"),
        MeasurePart.Complement => new("差额", "difference"),
    };

    /// <summary>What is in the denominator of a rate and not in its numerator: of an overdue rate those that are not overdue.</summary>
    public static LocalizedText ComplementOf(string rate) => rate switch
    {
        "resolution_rate" => new("未办结", "not closed"),
        "due_closed_rate" => new("未结案", "not closed"),
        "on_time_rate" => new("未按期", "not on time"),
        "overdue_rate" => new("未超期", "not overdue"),
        "street_resolution_rate" => new("街道以上办结", "above the street"),
        "rework_rate" => new("核查通过", "passed"),
        "valid_report_rate" => new("不予立案", "rejected"),
        "dispatch_accuracy" => new("退回", "returned"),
        "returned_rate" => new("未退回", "kept"),
        "response_rate" => new("未按时联系", "not in time"),
        "solution_rate" => new("未解决", "unsolved"),
        "satisfaction_rate" => new("不满意", "not satisfied"),
        "reopened_rate" => new("未重新立案", "not reopened"),
        "cancelled_rate" => new("未作废", "not cancelled"),
        "extended_rate" => new("未延期", "not extended"),
        "suspended_rate" => new("未挂账", "never suspended"),
        "joint_arrival_rate" => new("未按时到场", "not in time"),
        "vacancy_rate" => new("在岗", "held"),
        "resident_review" => new("失分", "lost points"),
        "claim_rate" => new("无人认领", "not claimed"),
        "fulfilment_rate" => new("未确认", "not confirmed"),
        "meeting_rate" => new("未召开", "not held"),
        "answer_rate" => new("未办复", "not answered"),
        _ => Of(MeasurePart.Complement),
    };

    /// <summary>The name of an event's action; other events than those of the verbs are shown by their code.</summary>
    public static LocalizedText OfEvent(string action) => action switch
    {
        "file" => new("上报", "Filed"),
        OutsideAnswerEvents.Ask => new("询问外部单位", "Outside party asked"),
        OutsideAnswerEvents.Open => new("外部单位已打开链接", "Link opened by the outside party"),
        OutsideAnswerEvents.Answer => new("外部单位答复", "Answered by the outside party"),
        OutsideAnswerEvents.Revoke => new("撤销外部链接", "Link of the outside party revoked"),
        _ => Codes<TicketAction>.TryParse(action, out var known) ? Of(known) : new(action, action),
    };

    public static LocalizedText Of(TicketAction action) => action switch
    {
        TicketAction.Withdraw => new("撤回", "Withdrawn"),
        TicketAction.Accept => new("立案", "Accepted"),
        TicketAction.Verify => new("派员核实", "Sent to verify"),
        TicketAction.ReportBack => new("核实反馈", "Verified"),
        TicketAction.Reject => new("不予立案", "Rejected"),
        TicketAction.Merge => new("并案", "Merged"),
        TicketAction.Note => new("研判归档", "Noted"),
        TicketAction.SelfHandle => new("自行处置", "Handled on the spot"),
        TicketAction.Dispatch => new("派遣", "Dispatched"),
        TicketAction.Recall => new("收回", "Recalled"),
        TicketAction.Reassign => new("改派", "Reassigned"),
        TicketAction.Split => new("拆分", "Split"),
        TicketAction.Take => new("接单", "Taken"),
        TicketAction.Return => new("退回", "Returned"),
        TicketAction.Resolve => new("处置完成", "Resolved"),
        TicketAction.Suspend => new("挂账", "Suspended"),
        TicketAction.Resume => new("恢复处置", "Resumed"),
        TicketAction.Escalate => new("上报上级", "Escalated"),
        TicketAction.Pass => new("核查通过", "Check passed"),
        TicketAction.Fail => new("核查不通过", "Check failed"),
        TicketAction.Evaluate => new("综合评价", "Evaluated"),
        TicketAction.Cancel => new("作废", "Cancelled"),
        TicketAction.Reopen => new("重新立案", "Reopened"),
        TicketAction.Comment => new("备注", "Commented"),
        TicketAction.RequestExtension => new("申请延期", "Extension requested"),
        TicketAction.RequestSuspension => new("申请挂账", "Suspension requested"),
        TicketAction.ApproveRequest => new("批准申请", "Request approved"),
        TicketAction.RefuseRequest => new("驳回申请", "Request refused"),
        TicketAction.Summon => new("吹哨", "Summoned"),
        TicketAction.Arrive => new("报到", "Arrived"),
        TicketAction.ReportResult => new("反馈", "Result reported"),
        TicketAction.Excuse => new("准予不到场", "Excused"),
        TicketAction.CancelJointAction => new("撤销联合行动", "Joint action cancelled"),
        TicketAction.Supervise => new("督办", "Supervised"),
        TicketAction.Reply => new("督办回复", "Replied"),
        TicketAction.Remind => new("催办", "Reminded"),
        TicketAction.Lift => new("解除督办", "Supervision lifted"),
        TicketAction.Contact => new("联系报告人", "Reporter called"),
        TicketAction.Amend => new("更正", "Amended"),
    };

    public static readonly IReadOnlyDictionary<string, LocalizedText> Measures =
        new Dictionary<string, LocalizedText>(StringComparer.Ordinal)
        {
            ["resolution_rate"] = new("办结率", "resolution rate"),
            ["due_closed_rate"] = new("结案率", "due and closed"),
            ["on_time_rate"] = new("按期结案率", "closed on time"),
            ["overdue_rate"] = new("超期率", "overdue"),
            ["street_resolution_rate"] = new("街道内解决率", "resolved inside the street"),
            ["rework_rate"] = new("返工率", "rework"),
            ["valid_report_rate"] = new("有效上报率", "valid reports"),
            ["dispatch_accuracy"] = new("准确派遣率", "accurate dispatching"),
            ["response_rate"] = new("响应率", "response"),
            ["solution_rate"] = new("解决率", "solved"),
            ["satisfaction_rate"] = new("满意率", "satisfied"),
            ["returned_rate"] = new("退回率", "returned dispatches"),
            ["reopened_rate"] = new("重新立案率", "reopened"),
            ["cancelled_rate"] = new("作废率", "cancelled"),
            ["extended_rate"] = new("延期率", "extended"),
            ["suspended_rate"] = new("挂账率", "suspended"),
            ["petition_free"] = new("零上访", "petitions above the street"),
            ["accident_free"] = new("零事故", "accidents"),
            ["coverage_rate"] = new("覆盖率", "coverage"),
            ["timely_visit_rate"] = new("及时走访率", "visited in time"),
            ["valid_visit_rate"] = new("有效走访率", "met on visits"),
            ["located_rate"] = new("定位率", "recorded at the place"),
            ["finding_rate"] = new("发现率", "findings"),
            ["claim_rate"] = new("认领率", "claimed"),
            ["fulfilment_rate"] = new("办实率", "fulfilled"),
            ["meeting_rate"] = new("例会到期率", "meetings held"),
            ["answer_rate"] = new("议题办复率", "points answered"),
        };
}
