using System.Collections.Frozen;

namespace GridGov.Api;

/// <summary>A kind of refusal. The code is stable; the texts may change.</summary>
/// <param name="English">What went wrong; {0} is what it was about, when there is something to name.</param>
public sealed record ProblemKind(int Status, string Code, string English, string Chinese);

/// <summary>Every refusal that the API can answer with.</summary>
public static class ProblemCatalogue
{
    public static readonly FrozenDictionary<string, ProblemKind> All = new ProblemKind[]
    {
        // Reading the request
        new(400, "invalid-input", "The request has invalid values; see errors.", "请求中有无效的值，见 errors。"),
        new(400, "malformed-json", "The body is not well-formed JSON of the expected form.", "请求正文不是符合要求的 JSON。"),
        new(400, "invalid-parameter", "A parameter of the address cannot be read: {0}", "地址中的参数无法识别：{0}"),
        new(400, "unknown-parameter", "The address has a parameter that this operation does not know: {0}", "地址中有本操作不认识的参数：{0}"),
        new(400, "invalid-cursor", "The cursor is not one of this list's, or belongs to another filter.", "游标不属于本列表或属于另一组筛选条件。"),
        new(400, "not-in-export", "The parameter {0} does not go with this export, which is the whole list.", "导出的是完整列表，不支持参数 {0}。"),
        new(400, "only-in-export", "The parameter {0} goes with exports only; ask for one by the Accept header.", "参数 {0} 仅用于导出，请用 Accept 请求头指定导出格式。"),
        new(400, "idempotency-key-required", "This operation creates something; send an Idempotency-Key header of 1 to 64 visible characters.", "本操作会新建数据；请发送 1 至 64 个可见字符的 Idempotency-Key 请求头。"),
        new(400, "invalid-import", "The file has rows that cannot be imported; nothing was imported. See errors.", "文件中有无法导入的行，未导入任何数据，见 errors。"),
        new(404, "no-such-operation", "There is nothing at this address.", "该地址没有内容。"),
        new(405, "method-not-allowed", "This address does not answer to this method.", "该地址不支持此方法。"),
        new(406, "not-acceptable", "There is no such form of this: JSON, CSV, xlsx and GeoJSON are.", "不支持所要求的格式；可用 JSON、CSV、xlsx 和 GeoJSON。"),
        new(408, "request-timeout", "The body came too slowly to wait for its end.", "请求正文传输过慢，已停止等待。"),
        new(413, "too-large", "The body is larger than this operation accepts.", "请求正文超过本操作的上限。"),
        new(415, "unsupported-media-type", "This operation does not read this Content-Type.", "本操作不支持此 Content-Type。"),
        new(412, "stale-version", "The resource has changed since it was read; its version is now {0}.", "资源已被修改，当前版本为 {0}。"),
        new(422, "idempotency-key-reused", "This Idempotency-Key was used for another request.", "该 Idempotency-Key 已用于另一请求。"),
        new(428, "if-match-required", "Changing this needs an If-Match header with the ETag that was read.", "修改前须以 If-Match 请求头给出所读到的 ETag。"),
        new(429, "too-many-requests", "That is more requests than one caller may make in a minute; Retry-After says when to go on.", "请求过于频繁，请在 Retry-After 给出的秒数之后再试。"),
        new(429, "too-many-exports", "As many exports are running as may run at once; Retry-After says when to try again.", "同时进行的导出已达上限，请在 Retry-After 给出的秒数之后再试。"),
        new(499, "client-closed-request", "The client went away before the answer.", "客户端已断开。"),
        new(500, "internal-error", "Something went wrong on our side; traceId names it in our log.", "服务器内部错误，日志中以 traceId 标识。"),
        new(503, "not-ready", "The server is not ready: {0}", "服务器未就绪：{0}"),
        new(503, "store-busy", "The database is busy, or somebody else is changing the same thing; nothing was written. Try again shortly.", "数据库繁忙，或他人正在修改同一内容；未写入任何数据，请稍后重试。"),
        new(503, "store-unavailable", "The database cannot answer or takes no writes at present; nothing was written. Try again after Retry-After.", "数据库暂时无法响应或无法写入；未写入任何数据，请在 Retry-After 之后重试。"),
        new(503, "outcome-unknown", "The database was lost while the change was committed, so it may or may not be there. Repeat the request with the same Idempotency-Key or If-Match; it is done once.", "提交修改时与数据库失去联系，修改可能已生效。请用相同的 Idempotency-Key 或 If-Match 重新发送请求，不会重复执行。"),

        // Who is asking
        new(401, "sign-in-required", "Sign in first, or again: there is no valid access token.", "请先登录：没有有效的访问令牌。"),
        new(401, "wrong-credentials", "The username or the password is wrong.", "用户名或密码错误。"),
        new(401, "invalid-refresh-token", "The refresh token is not valid any more; sign in again.", "刷新令牌已失效，请重新登录。"),
        new(401, "second-factor-required", "Send a code of your second factor as well; each is good once.", "请同时提供动态口令；每个口令只能使用一次。"),
        new(401, "invalid-reset-token", "The token is not valid, not any more, or was used; ask for another one.", "重置令牌无效、已过期或已使用，请重新申请。"),
        new(429, "sign-in-throttled", "There were too many failures; Retry-After says how many seconds to wait.", "失败次数过多，请等待 Retry-After 给出的秒数。"),
        new(401, "invalid-api-key", "The API key is not one of ours, has expired, or was revoked.", "接口密钥无效、已过期或已吊销。"),
        new(403, "not-for-keys", "This is about a person's own account; API keys cannot do it.", "此操作涉及个人账号，不能用接口密钥进行。"),
        new(403, "key-above-scope", "The key reaches grids outside your scope: {0}", "该密钥的范围超出您的管理范围：{0}"),
        new(400, "capability-not-for-keys", "{0} is never given to a key.", "{0} 不能授予接口密钥。"),
        new(400, "capability-not-held", "The person's posts do not allow this there: {0}", "此人的岗位在该处没有此权限：{0}"),
        new(409, "key-revoked", "The key was revoked; make another one.", "该密钥已吊销，请另行新建。"),
        new(403, "post-not-allowed", "None of your posts allows this: {0}", "您的岗位无权进行此操作：{0}"),
        new(403, "password-must-be-changed", "Choose a password of your own first (POST /v1/me/password).", "请先修改密码（POST /v1/me/password）。"),
        new(409, "wrong-password", "The current password is wrong.", "当前密码错误。"),
        new(409, "wrong-code", "The code is wrong, too old, or was used.", "动态口令错误、已过期或已使用。"),
        new(409, "second-factor-on", "There is a second factor already; remove it first.", "已启用动态口令，请先解除。"),
        new(409, "second-factor-off", "There is no second factor.", "未启用动态口令。"),

        new(404, "not-found", "There is no such thing, or it lies outside your grids.", "不存在，或不在您的网格范围内。"),

        // Tickets
        new(400, "unknown-category", "There is no category {0}.", "没有类别 {0}。"),
        new(400, "category-retired", "Category {0} is retired.", "类别 {0} 已停用。"),
        new(400, "category-not-leaf", "Tickets are filed under a category of the second level; {0} is of the first.", "须选择二级类别；{0} 是一级类别。"),
        new(400, "grid-outside-scope", "Grid {0} does not exist or is not one you may file in.", "网格 {0} 不存在或不在您的上报范围内。"),
        new(400, "grid-retired", "Grid {0} is retired.", "网格 {0} 已撤销。"),
        new(400, "grid-needed", "Name the grid: you are not in exactly one level-3 grid.", "请指定网格：您不属于唯一的三级网格。"),
        new(400, "not-a-grid", "{0} is a city or county; tickets and grid heads belong to a street, community or unit grid.", "{0} 是市或区县；案卷与网格长须属于街道、社区或单元网格。"),
        new(409, "action-not-allowed-in-status", "This cannot be done to a ticket that is {0}.", "状态为 {0} 的案卷不能进行此操作。"),
        new(403, "handling-level-above-post", "The ticket is in hand at a level above your post (level {0}).", "案卷已上报至更高层级（{0} 级）。"),
        new(403, "not-the-handler", "Only the handler that the ticket was dispatched to can do this.", "只有被派遣的处置人可以进行此操作。"),
        new(403, "resolver-cannot-check", "Whoever resolved a ticket does not check or evaluate it.", "处置人不得核查或评价自己处置的案卷。"),
        new(409, "already-above-street", "The ticket is already in hand above the street; there is no higher level.", "案卷已在街道以上层级，无法继续上报。"),
        new(409, "handler-outside-grid", "This person holds no post today that handles tickets of this grid.", "此人目前没有处置该网格案卷的岗位。"),

        new(403, "not-the-verifier", "Only who was asked to look can report back.", "只有被指派的核实人可以反馈核实结果。"),
        new(409, "verifier-outside-grid", "This person holds no post today that verifies tickets of this grid.", "此人目前没有核实该网格案卷的岗位。"),
        new(409, "not-a-condition", "Only a condition (社情) is noted; this ticket is of the kind {0}.", "只有社情可以研判归档；该案卷的类型为 {0}。"),
        new(409, "already-evaluated", "The ticket has been evaluated already.", "该案卷已评价。"),
        new(409, "merge-target-missing", "There is no such ticket where you may merge tickets.", "在您可以并案的范围内没有此案卷。"),
        new(409, "merge-into-itself", "A ticket cannot be merged into itself.", "案卷不能并入自身。"),
        new(409, "merge-target-ended", "Ticket {0} has ended; nothing can be merged into it.", "案卷 {0} 已办结，不能并入。"),
        new(409, "deadline-passed", "The deadline has passed: neither an extension nor a suspension is possible any more.", "已超过时限，不能再延期或挂账。"),
        new(409, "request-pending", "A request of this ticket waits for its decision already.", "该案卷已有待审批的申请。"),
        new(409, "no-pending-request", "No such request waits for a decision.", "没有待审批的此项申请。"),
        new(403, "requester-cannot-decide", "Whoever asks for it does not decide on it.", "申请人不得审批自己的申请。"),
        new(403, "decided-one-level-up", "This is decided one level up: by a post of level {0} or above it.", "须由上一级（{0} 级或更高）审批。"),
        new(409, "extensions-used-up", "The ticket has been extended {0} times; there is no further extension.", "该案卷已延期 {0} 次，不能再延期。"),
        new(409, "joint-action-open", "A joint action of this ticket is open already.", "该案卷已有进行中的联合行动。"),
        new(409, "no-open-joint-action", "No such joint action is open.", "没有进行中的此项联合行动。"),
        new(409, "participants-missing", "The joint action still waits for: {0}", "联合行动尚未反馈的单位或人员：{0}"),
        new(409, "participant-outside-grid", "This person holds no post today that can be called to a ticket of this grid.", "此人目前没有可参与该网格联合行动的岗位。"),
        new(409, "role-vacant", "Nobody is in the role {0} for this grid today.", "该网格目前无人担任 {0}。"),
        new(409, "participant-twice", "The same person is called twice.", "同一人被重复召集。"),
        new(409, "not-a-participant", "This person was not called to the joint action.", "此人不是该联合行动的成员。"),
        new(409, "own-excuse", "Nobody excuses themselves.", "不得自行批准本人不到场。"),
        new(403, "not-summoned", "You were not called to this joint action.", "您不是该联合行动的成员。"),
        new(409, "already-arrived", "The arrival is recorded already.", "已经报到。"),
        new(409, "not-arrived-yet", "Arrive first, then report.", "请先报到，再反馈结果。"),
        new(409, "participant-finished", "This participant has reported or is excused already.", "该成员已反馈结果或已获准不到场。"),
        new(409, "order-open", "The ticket is under an order already; lift that one first.", "该案卷已在督办中，请先解除。"),
        new(409, "no-open-order", "There is no such open order.", "没有进行中的此项督办。"),
        new(403, "not-addressed", "The order is for the ticket's handler, or for the heads and dispatchers of its level.", "督办由案卷的处置人或本级网格长、派遣员回复。"),
        new(409, "already-replied", "The order has its reply already.", "该督办已回复。"),
        new(409, "no-reporter", "Nobody is named who reported the ticket.", "该案卷没有登记报告人。"),
        new(409, "not-closed-yet", "A call-back follows the closing; the ticket is not closed.", "回访在结案之后进行；该案卷尚未结案。"),
        new(409, "already-called-back", "The reporter has answered a call-back since the closing; one counts.", "结案后已有有效回访，每次结案只计一次。"),

        new(409, "not-confidential", "The ticket is not confidential; nothing of it is masked.", "该案卷不涉密，没有可解除的脱敏内容。"),
        new(403, "not-concerned-with-ticket", "Your post reads a confidential ticket only when you filed it or are its handler, verifier or participant.", "您的岗位只能查看本人上报、处置、核实或参与联合行动的涉密案卷。"),

        // Statistics
        new(409, "map-too-fine", "The map would have more than 5,000 features; ask for {0}", "地图要素超过 5,000 个，请改用 {0}"),

        // Calendars
        new(400, "day-outside-year", "{0} is not a day of this calendar's year.", "{0} 不在该日历的年份内。"),

        // Assessments
        new(400, "unknown-scheme", "There is no assessment scheme {0}.", "没有考评方案 {0}。"),
        new(409, "scheme-exists", "There is an assessment scheme {0} already.", "考评方案 {0} 已存在。"),
        new(409, "period-not-over", "The period is not over before {0}.", "该期尚未结束，{0} 起方可签发。"),
        new(409, "comparison-too-large", "More than {0} grids are not compared at once; take a smaller grid or a higher level.", "一次最多比较 {0} 个网格，请缩小范围或提高层级。"),
        new(409, "assessment-superseded", "This revision has been corrected already; the latest is {0}.", "该版次已被更正，最新版次为 {0}。"),
        new(409, "nothing-to-correct", "Worked out anew it is the same to the last number; there is nothing to correct.", "重新计算结果完全一致，无需更正。"),
        new(403, "link-not-valid", "The link is not valid, not any more, or not for this report; ask for another one.", "链接无效、已失效或不属于该报告，请重新获取。"),

        // Grids
        new(409, "grid-exists", "There is a grid {0} already.", "网格 {0} 已存在。"),
        new(409, "grid-already-retired", "Grid {0} is retired and does not change any more.", "网格 {0} 已撤销，不再变更。"),
        new(409, "grid-code-used", "Code {0} belonged to a retired grid and is not used again.", "编码 {0} 属于已撤销的网格，不再使用。"),
        new(409, "grid-parent-missing", "The grid's parent {0} does not exist or is retired.", "上级网格 {0} 不存在或已撤销。"),
        new(409, "grid-parent-full", "All codes below {0} are used.", "{0} 之下的编码已用完。"),
        new(409, "grid-has-children", "The grid still has {0} grids below it; retire those first.", "该网格之下还有 {0} 个网格，请先撤销。"),
        new(409, "grid-has-open-tickets", "The grid still has {0} open tickets.", "该网格还有 {0} 件未结案卷。"),
        new(409, "successor-missing", "Successor {0} does not exist or is retired.", "后继网格 {0} 不存在或已撤销。"),
        new(409, "tree-too-large", "The tree has more than {0} grids; ask for fewer levels or a smaller subtree.", "网格树超过 {0} 个节点，请减少层数或缩小范围。"),

        // People and posts
        new(409, "username-taken", "The username {0} is taken.", "用户名 {0} 已被使用。"),
        new(400, "unknown-person", "There is no such person within your reach.", "在您的范围内没有此人。"),
        new(400, "unknown-grid", "There is no grid {0} within your reach.", "在您的范围内没有网格 {0}。"),
        new(400, "unknown-role", "There is no service role {0}.", "没有服务角色 {0}。"),
        new(400, "post-not-at-level", "This post is not held at this level of grid.", "该岗位不设在此层级。"),
        new(409, "post-already-held", "This post is held on some of those days already: {0}", "该岗位在这段时间已有人担任：{0}"),
        new(409, "own-account", "Nobody does this to their own account; to change the own password there is POST /v1/me/password.", "不能对自己的账号进行此操作；修改本人密码请用 POST /v1/me/password。"),
        new(403, "person-above-scope", "This person also holds posts outside your scope: {0}", "此人在您的管理范围之外还有岗位：{0}"),
        new(409, "person-without-username", "This person has no username, so a password would be of no use.", "此人没有用户名，设置密码无效。"),
        new(409, "person-disabled", "This person is disabled.", "此人已停用。"),
        new(409, "roster-needs-grid", "{0} is a city or county; heads and rosters belong to a street, community or unit grid.", "{0} 是市或区县；网格长与花名册须属于街道、社区或单元网格。"),
        new(409, "appointment-ended", "The appointment has already ended.", "任命已经结束。"),
        new(409, "last-administrator", "This is the last administrator of the whole deployment; appoint another one first.", "这是全域最后一名管理员，请先任命另一名。"),
        new(409, "appointment-not-begun", "An appointment ends on its first day at the earliest ({0}).", "任命最早于其首日（{0}）结束。"),
    }.ToFrozenDictionary(kind => kind.Code, StringComparer.Ordinal);
}
