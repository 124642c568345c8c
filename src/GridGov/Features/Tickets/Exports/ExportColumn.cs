using GridGov.Platform.Text;

namespace GridGov.Features.Tickets;

/// <summary>A column of an export.</summary>
/// <param name="Name">Its name where nobody asks for words; stable.</param>
/// <param name="Heading">Its heading.</param>
/// <param name="Write">Writes its cell.</param>
sealed record ExportColumn(string Name, LocalizedText Heading, Action<Ticket, TicketSheet> Write)
{
    /// <summary>On a map it is the point itself.</summary>
    public bool IsPlace { get; init; }

    ExportColumn(string name, string chinese, string english, Action<Ticket, TicketSheet> write)
        : this(name, new LocalizedText(chinese, english), write)
    {
    }

    /// <summary>All of them. The id comes first: it is what a cut export goes on behind.</summary>
    public static readonly IReadOnlyList<ExportColumn> All =
    [
        new("id", "案卷标识", "Id", (ticket, sheet) => sheet.Id(ticket.Id)),
        new("number", "案卷编号", "Number", (ticket, sheet) => sheet.Text(ticket.Number)),
        new("status", "状态", "Status", (ticket, sheet) => sheet.Code<TicketStatus>(ticket.Status, Labels.Of)),
        new("stage", "环节", "Stage", (ticket, sheet) => sheet.Code<TicketStage>(ticket.Stage, Labels.Of)),
        new("light", "亮灯", "Light", (ticket, sheet) => sheet.Code(ticket.Light, Labels.Of)),
        new("dueAt", "本环节时限", "Due", (ticket, sheet) => sheet.At(ticket.DueAt)),
        new("filedAt", "上报时间", "Filed", (ticket, sheet) => sheet.At(ticket.FiledAt)),
        new("acceptedAt", "立案时间", "Accepted", (ticket, sheet) => sheet.At(ticket.AcceptedAt)),
        new("resolvedAt", "处置完成时间", "Resolved", (ticket, sheet) => sheet.At(ticket.ResolvedAt)),
        new("closedAt", "结案时间", "Closed", (ticket, sheet) => sheet.At(ticket.ClosedAt)),
        new("grid", "网格编码", "Grid code", (ticket, sheet) => sheet.Text(ticket.Grid.Code)),
        new("gridName", "网格", "Grid", (ticket, sheet) => sheet.Text(ticket.Grid.Name)),
        new("gridLevel", "网格层级", "Grid level", (ticket, sheet) => sheet.Whole(ticket.Grid.Level)),
        new("handlingLevel", "处置层级", "Handling level", (ticket, sheet) => sheet.Whole(ticket.HandlingLevel)),
        new("kind", "类型", "Kind", (ticket, sheet) => sheet.Code<TicketKind>(ticket.Kind, Labels.Of)),
        new("category", "类别代码", "Category code", (ticket, sheet) => sheet.Text(ticket.Category)),
        new("categoryName", "类别", "Category", (ticket, sheet) => sheet.Text(ticket.CategoryName)),
        new("programme", "统计口径", "Programme", (ticket, sheet) => sheet.Code<Programme>(ticket.Programme, Labels.Of)),
        new("role", "服务角色", "Service role", (ticket, sheet) => sheet.Role(ticket.Role)),
        new("urgency", "紧急程度", "Urgency", (ticket, sheet) => sheet.Code<Urgency>(ticket.Urgency, Labels.Of)),
        new("source", "来源", "Source", (ticket, sheet) => sheet.Code<TicketSource>(ticket.Source, Labels.Of)),
        new("description", "问题描述", "Description", (ticket, sheet) => sheet.Text(ticket.Description)),
        new("address", "地点", "Address", (ticket, sheet) => sheet.Text(ticket.Location?.Address)),
        new("lng", "经度（WGS84）", "Longitude (WGS84)", (ticket, sheet) => sheet.Decimal(ticket.Location?.Lng)) { IsPlace = true },
        new("lat", "纬度（WGS84）", "Latitude (WGS84)", (ticket, sheet) => sheet.Decimal(ticket.Location?.Lat)) { IsPlace = true },
        new("coordSys", "上报坐标系", "Sent datum", (ticket, sheet) => sheet.Text(ticket.Location?.Sent?.CoordSys.Code())),
        new("sentLng", "上报经度", "Sent longitude", (ticket, sheet) => sheet.Decimal(ticket.Location?.Sent?.Lng)),
        new("sentLat", "上报纬度", "Sent latitude", (ticket, sheet) => sheet.Decimal(ticket.Location?.Sent?.Lat)),
        new("reportedBy", "上报人标识", "Filed by (id)", (ticket, sheet) => sheet.Id(ticket.ReportedBy.Id)),
        new("reportedByName", "上报人", "Filed by", (ticket, sheet) => sheet.Text(ticket.ReportedBy.Name)),
        new("handler", "处置人标识", "Handler (id)", (ticket, sheet) => sheet.Id(ticket.Handler?.Id)),
        new("handlerName", "处置人", "Handler", (ticket, sheet) => sheet.Text(ticket.Handler?.Name)),
        new("handlerPost", "处置岗位", "Handler's post", (ticket, sheet) => sheet.Code(ticket.Handler?.Post, Labels.Of)),
        new("handlerRole", "处置角色", "Handler's role", (ticket, sheet) => sheet.Role(ticket.Handler?.Role)),
        new("result", "处置结果", "Result", (ticket, sheet) => sheet.Text(ticket.Result)),
        new("verifier", "核实人", "Verifier", (ticket, sheet) => sheet.Text(ticket.Verification?.By.Name)),
        new("verifyQuestion", "核实要求", "To be verified", (ticket, sheet) => sheet.Text(ticket.Verification?.Question)),
        new("verifyFindings", "核实结果", "Findings", (ticket, sheet) => sheet.Text(ticket.Verification?.Findings)),
        new("suspendedUntil", "挂账至", "Suspended until", (ticket, sheet) => sheet.Day(ticket.SuspendedUntil)),
        new("pendingRequest", "待审批申请", "Pending request", (ticket, sheet) => sheet.Code(ticket.PendingRequest?.Kind, Labels.Of)),
        new("awaitedParticipants", "联合行动未反馈数", "Awaited at the joint action", (ticket, sheet) => sheet.Whole(ticket.JointAction?.Participants.Count(participant => participant.Status is ParticipantStatus.Summoned or ParticipantStatus.Arrived))),
        new("replyDue", "督办回复时限", "Reply due", (ticket, sheet) => sheet.At(ticket.Supervision is { RepliedAt: null } order ? order.ReplyBy : null)),
        new("mergedInto", "并入案卷", "Merged into", (ticket, sheet) => sheet.Text(ticket.MergedInto?.Number)),
        new("evaluationScore", "评价分", "Score", (ticket, sheet) => sheet.Whole(ticket.Evaluation?.Score)),
        new("evaluationComment", "评价意见", "Evaluation", (ticket, sheet) => sheet.Text(ticket.Evaluation?.Comment)),
        new("confidential", "涉密", "Confidential", (ticket, sheet) => sheet.Flag(ticket.Confidential)),
        new("updatedAt", "更新时间", "Updated", (ticket, sheet) => sheet.At(ticket.UpdatedAt)),
        new("version", "版本", "Version", (ticket, sheet) => sheet.Whole(ticket.Version)),
    ];
}
