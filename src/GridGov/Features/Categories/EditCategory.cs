using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain;
using GridGov.Domain.Deadlines.Calendars;
using GridGov.Domain.Events;
using GridGov.Domain.Posts;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Categories;

/// <summary>Changes a category for the whole deployment; tickets that are already filed stay as they are.</summary>
public sealed class EditCategory(Db db)
    : ApiEndpoint<ChangeByCode<EditCategory.Request>, Results<Ok<Category>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{code}");
        Group<CategoryGroup>();
        Operation("Edit a category",
            "Absent properties stay as they are, and equal values are no change. Requires an administrator of the whole deployment.");
        RequiresCapability(Capability.CategoryManage);
        ProducesProblem(400, "unknown-role");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "category-has-children", "category-parent-missing");
        RequestExample("""{ "nameZh": "秸秆焚烧", "limits": { "handle": "2 working_days" }, "closingCriteria": "明火已扑灭，现场已清理" }""");
    }

    /// <summary>The changes of a category.</summary>
    /// <param name="NameZh">The Chinese name, 1 to 100 characters.</param>
    /// <param name="NameEn">The English name, 1 to 100 characters.</param>
    /// <param name="Kind">The kind of new tickets.</param>
    /// <param name="Role">The code of the service role in charge.</param>
    /// <param name="Urgency">The urgency of new tickets.</param>
    /// <param name="Programme">The programme for which new tickets count.</param>
    /// <param name="Limits">
    /// The time limits of deadlines that start from now on; absent limits stay as they are. A running clock and the deadline of an
    /// established ticket keep the limits they were given; a stage that begins later takes the limits of that time.
    /// </param>
    /// <param name="EscalateWhenRed">Whether an overdue ticket is escalated one level up automatically.</param>
    /// <param name="Confidential">
    /// Whether tickets filed from now on are confidential; tickets that are already filed stay as they are.
    /// </param>
    /// <param name="RequiresAfterPhoto">Whether its tickets are resolved from now on only with a photo of afterwards (处置后照片).</param>
    /// <param name="FilingCriteria">When a ticket is established (立案条件), 1 to 1,000 characters.</param>
    /// <param name="ClosingCriteria">When a ticket is closed (结案条件), 1 to 1,000 characters.</param>
    /// <param name="Basis">The laws and notices that the category rests on (依据), 1 to 1,000 characters.</param>
    /// <param name="Public">Whether the public may report under it without an account.</param>
    /// <param name="PlainZh">How people call its problems in Chinese: words with 、 or commas between, 1 to 200 characters.</param>
    /// <param name="PlainEn">The same in English, with semicolons or commas between, 1 to 300 characters.</param>
    /// <param name="Retired">If true, no more tickets can be filed under the category; if false, they can be filed again.</param>
    public sealed record Request(
        string? NameZh = null, string? NameEn = null, TicketKind? Kind = null, string? Role = null,
        Urgency? Urgency = null, Programme? Programme = null, TimeLimits? Limits = null, bool? EscalateWhenRed = null,
        bool? Confidential = null, bool? RequiresAfterPhoto = null, string? FilingCriteria = null, string? ClosingCriteria = null,
        string? Basis = null, bool? Public = null, string? PlainZh = null, string? PlainEn = null, bool? Retired = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.NameZh).OptionalText(100);
                RuleFor(r => r.NameEn).OptionalText(100);
                RuleFor(r => r.Role).OptionalText(40);
                RuleFor(r => r.FilingCriteria).OptionalText(1000);
                RuleFor(r => r.ClosingCriteria).OptionalText(1000);
                RuleFor(r => r.Basis).OptionalText(1000);
                RuleFor(r => r.PlainZh).OptionalText(200);
                RuleFor(r => r.PlainEn).OptionalText(300);
                RuleFor(r => r.Limits!).SetValidator(new TimeLimits.Validator()).When(r => r.Limits is not null);
            }
        }
    }

    /// <summary>
    /// Time limits, each a number up to 1,000 and a unit: "4 working_hours", "1.5 working_days", "0.5 urgent_hours", "7 natural_days".
    /// </summary>
    /// <param name="Accept">The limit from filing to the decision on acceptance.</param>
    /// <param name="Dispatch">The limit from acceptance to dispatch.</param>
    /// <param name="Handle">The limit from dispatch to the report that the work is done.</param>
    /// <param name="Check">The limit from that report to its check.</param>
    /// <param name="Contact">The limit from filing to the first contact with the reporter.</param>
    /// <param name="UrgentContact">The limit from filing an urgent ticket to the first contact with the reporter.</param>
    public sealed record TimeLimits(
        string? Accept = null, string? Dispatch = null, string? Handle = null, string? Check = null, string? Contact = null,
        string? UrgentContact = null)
    {
        public sealed class Validator : AbstractValidator<TimeLimits>
        {
            public Validator()
            {
                RuleFor(l => l.Accept).Must(IsLimit).WithErrorCode("wrong_format");
                RuleFor(l => l.Dispatch).Must(IsLimit).WithErrorCode("wrong_format");
                RuleFor(l => l.Handle).Must(IsLimit).WithErrorCode("wrong_format");
                RuleFor(l => l.Check).Must(IsLimit).WithErrorCode("wrong_format");
                RuleFor(l => l.Contact).Must(IsLimit).WithErrorCode("wrong_format");
                RuleFor(l => l.UrgentContact).Must(IsLimit).WithErrorCode("wrong_format");
            }

            static bool IsLimit(string? text) => text is null || Limit.TryParse(text, out _);
        }
    }

    public override Task<Results<Ok<Category>, NotFound, ProblemHttpResult>> ExecuteAsync(
        ChangeByCode<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Category>, NotFound, ProblemHttpResult>>(async tx =>
        {
            // A category belongs to no grid, so a post in some grids is not enough.
            var post = Actor.PostsFor(Capability.CategoryManage, GridCode.Everywhere).FirstOrDefault();
            if (post is null)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.CategoryManage));
            var before = await CategoryRow.Find(tx, request.Code);
            if (before is null)
                return TypedResults.NotFound();
            if (before.Version != request.Version.Version)
                return Problems.StaleVersion(before.Version);
            if (request.Body.Role is not null && !await RoleCodes.Exists(tx, request.Body.Role))
                return Problems.At("/role", "unknown-role", request.Body.Role);
            if (await CheckRetirement(tx, before, request.Body.Retired) is { } refusal)
                return refusal;

            var after = before with
            {
                NameZh = request.Body.NameZh ?? before.NameZh,
                NameEn = request.Body.NameEn ?? before.NameEn,
                Kind = request.Body.Kind ?? before.Kind,
                Role = request.Body.Role ?? before.Role,
                Urgency = request.Body.Urgency ?? before.Urgency,
                Programme = request.Body.Programme ?? before.Programme,
                AcceptLimit = NormaliseLimit(request.Body.Limits?.Accept) ?? before.AcceptLimit,
                DispatchLimit = NormaliseLimit(request.Body.Limits?.Dispatch) ?? before.DispatchLimit,
                HandleLimit = NormaliseLimit(request.Body.Limits?.Handle) ?? before.HandleLimit,
                CheckLimit = NormaliseLimit(request.Body.Limits?.Check) ?? before.CheckLimit,
                ContactLimit = NormaliseLimit(request.Body.Limits?.Contact) ?? before.ContactLimit,
                UrgentContactLimit = NormaliseLimit(request.Body.Limits?.UrgentContact) ?? before.UrgentContactLimit,
                EscalateWhenRed = request.Body.EscalateWhenRed ?? before.EscalateWhenRed,
                Confidential = request.Body.Confidential ?? before.Confidential,
                RequiresAfterPhoto = request.Body.RequiresAfterPhoto ?? before.RequiresAfterPhoto,
                FilingCriteria = request.Body.FilingCriteria ?? before.FilingCriteria,
                ClosingCriteria = request.Body.ClosingCriteria ?? before.ClosingCriteria,
                Basis = request.Body.Basis ?? before.Basis,
                Public = request.Body.Public ?? before.Public,
                PlainZh = request.Body.PlainZh ?? before.PlainZh,
                PlainEn = request.Body.PlainEn ?? before.PlainEn,
                SuccessorCode = request.Body.Retired is false ? null : before.SuccessorCode,
                RetiredAt = request.Body.Retired is { } retired ? (retired ? before.RetiredAt ?? tx.Now : null) : before.RetiredAt,
            };
            if (after == before)
                return TypedResults.Ok(before.ToCategory());
            after = after with { Version = before.Version + 1 };
            if (await tx.Execute(Update, new
            {
                Code = request.Code, after.NameZh, after.NameEn, after.Kind, after.Role, after.Urgency, after.Programme,
                after.AcceptLimit, after.DispatchLimit, after.HandleLimit, after.CheckLimit, after.ContactLimit, after.UrgentContactLimit,
                after.EscalateWhenRed, after.Confidential, after.RequiresAfterPhoto, after.FilingCriteria, after.ClosingCriteria,
                after.Basis, after.Public, after.PlainZh, after.PlainEn,
                after.SuccessorCode, after.RetiredAt, before.Version,
            }) == 0)
                return Problems.StaleVersion();
            await Journal.Append(tx, new JournalEntry("category", request.Code, GridCode.Everywhere, "edit", Actor.Id, after.Version)
            {
                Post = post.Kind,
                Payload = new { From = before.ToPayload(), To = after.ToPayload() },
            });
            return TypedResults.Ok(after.ToCategory());
        }, ct);

    /// <summary>Returns the stored form, so that "1.50 working_days" is no change from "1.5 working_days".</summary>
    internal static string? NormaliseLimit(string? limit) => limit is null ? null : Limit.Parse(limit).ToString();

    /// <summary>Keeps a retired group from having categories that are not.</summary>
    static async Task<ProblemHttpResult?> CheckRetirement(Tx tx, CategoryRow category, bool? retired)
    {
        if (retired is true && await tx.QuerySingle<long>(CountChildren, new { category.Code }) is > 0 and var children)
            return Problems.Of("category-has-children", children);
        return retired is false && category.ParentCode is { } parent && !await CategoryRow.InUse(tx, parent)
            ? Problems.Of("category-parent-missing", parent)
            : null;
    }

    const string CountChildren = "SELECT count(*) FROM categories WHERE parent_code = @Code AND retired_at IS NULL";

    const string Update = """
        UPDATE categories
           SET name_zh = @NameZh, name_en = @NameEn, kind = @Kind, role = @Role, urgency = @Urgency, programme = @Programme,
               accept_limit = @AcceptLimit, dispatch_limit = @DispatchLimit, handle_limit = @HandleLimit, check_limit = @CheckLimit,
               contact_limit = @ContactLimit, urgent_contact_limit = @UrgentContactLimit, escalate_when_red = @EscalateWhenRed,
               confidential = @Confidential, requires_after_photo = @RequiresAfterPhoto, filing_criteria = @FilingCriteria,
               closing_criteria = @ClosingCriteria, basis = @Basis, public = @Public, plain_zh = @PlainZh, plain_en = @PlainEn,
               successor_code = @SuccessorCode, retired_at = @RetiredAt,
               version = version + 1
         WHERE code = @Code AND version = @Version
        """;
}
