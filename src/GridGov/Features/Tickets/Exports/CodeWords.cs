using GridGov.Platform.Time;

namespace GridGov.Features.Tickets;

/// <summary>The words for codes, for those who read a table and no API. A code without words does not compile.</summary>
static class CodeWords
{
    public static ExportWords Of(TicketStatus status) => status switch
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

    public static ExportWords Of(TicketStage stage) => stage switch
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

    public static ExportWords Of(Light light) => light switch
    {
        Light.Green => new("绿灯", "Green"),
        Light.Yellow => new("黄灯", "Yellow"),
        Light.Red => new("红灯", "Red"),
    };

    public static ExportWords Of(TicketKind kind) => kind switch
    {
        TicketKind.Event => new("事件", "Event"),
        TicketKind.Component => new("部件", "Component"),
        TicketKind.Condition => new("社情", "Condition"),
    };

    public static ExportWords Of(Programme programme) => programme switch
    {
        Programme.SocialConditions => new("社情类", "Social conditions"),
        Programme.SevenFields => new("七个领域类", "Seven fields"),
    };

    public static ExportWords Of(Urgency urgency) => urgency switch
    {
        Urgency.Routine => new("一般", "Routine"),
        Urgency.Urgent => new("紧急", "Urgent"),
        Urgency.GreenChannel => new("绿色通道", "Green channel"),
    };

    public static ExportWords Of(TicketSource source) => source switch
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
    };

    public static ExportWords Of(PostKind post) => post switch
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

    public static ExportWords Of(RequestKind request) => request switch
    {
        RequestKind.Extension => new("延期", "Extension"),
        RequestKind.Suspension => new("挂账", "Suspension"),
    };
}
