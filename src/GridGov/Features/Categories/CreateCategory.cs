using GridGov.Api;
using GridGov.Domain;
using GridGov.Domain.Posts;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Categories;

/// <summary>Adds a category of either level for the whole deployment (新建类别).</summary>
public sealed class CreateCategory(Db db) : ApiEndpoint<CreateCategory.Request, Results<Created<Category>, ProblemHttpResult>>
{
    public override void Configure()
    {
        Post("/");
        Group<CategoryGroup>();
        Operation("Create a category",
            "Without a code it gets the next one below its parent, or of the first level. What is absent is taken from the parent; a " +
            "category of the first level needs it all. A code is never used again. Requires an administrator of the whole deployment.");
        RequiresCapability(Capability.CategoryManage);
        RequiresIdempotencyKey();
        ProducesProblem(400, "unknown-role");
        ProducesProblem(403, "post-not-allowed");
        ProducesProblem(409, "category-code-used", "category-parent-missing", "category-codes-full");
        RequestExample("""
            {
              "parent": "01",
              "nameZh": "共享单车",
              "nameEn": "Shared bicycles",
              "limits": { "handle": "1 working_days" },
              "filingCriteria": "车辆乱停放，影响通行",
              "closingCriteria": "车辆已归位，通道已畅通",
              "basis": "《郑州市互联网租赁自行车管理规定》"
            }
            """);
    }

    /// <summary>A new category, given by its code or by its parent.</summary>
    /// <param name="NameZh">The Chinese name, 1 to 100 characters.</param>
    /// <param name="NameEn">The English name, 1 to 100 characters.</param>
    /// <param name="Code">Two digits for the first level; four, beginning with the parent's, for the second.</param>
    /// <param name="Parent">The code of the parent; without code and parent it is of the first level.</param>
    /// <param name="Kind">The kind of its tickets.</param>
    /// <param name="Programme">The programme for which they count.</param>
    /// <param name="Role">The code of the service role in charge.</param>
    /// <param name="Urgency">The urgency of its tickets; routine on the first level.</param>
    /// <param name="Limits">The time limits.</param>
    /// <param name="EscalateWhenRed">Whether an overdue ticket is escalated one level up automatically.</param>
    /// <param name="Confidential">Whether its tickets are confidential (涉密).</param>
    /// <param name="RequiresAfterPhoto">Whether its tickets are resolved only with a photo of afterwards (处置后照片).</param>
    /// <param name="FilingCriteria">When a ticket is established (立案条件), 1 to 1,000 characters.</param>
    /// <param name="ClosingCriteria">When a ticket is closed (结案条件), 1 to 1,000 characters.</param>
    /// <param name="Basis">The laws and notices that it rests on (依据), 1 to 1,000 characters.</param>
    public sealed record Request(
        string NameZh, string NameEn, string? Code = null, string? Parent = null, TicketKind? Kind = null, Programme? Programme = null,
        string? Role = null, Urgency? Urgency = null, EditCategory.TimeLimits? Limits = null, bool? EscalateWhenRed = null,
        bool? Confidential = null, bool? RequiresAfterPhoto = null, string? FilingCriteria = null, string? ClosingCriteria = null,
        string? Basis = null)
    {
        internal string? ParentCode => Parent ?? (Code is { Length: 4 } ? Code[..2] : null);

        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.NameZh).Text(100);
                RuleFor(r => r.NameEn).Text(100);
                RuleFor(r => r.Code).MatchesWhole("^([0-9]{2}){1,2}$");
                RuleFor(r => r.Parent).MatchesWhole("^[0-9]{2}$");
                RuleFor(r => r.Parent).Must((r, parent) => r.Code is { Length: 4 } && r.Code[..2] == parent)
                    .WithErrorCode("parent_disagrees").When(r => r is { Parent: not null, Code: not null });
                RuleFor(r => r.Role).OptionalText(40);
                RuleFor(r => r.FilingCriteria).OptionalText(1000);
                RuleFor(r => r.ClosingCriteria).OptionalText(1000);
                RuleFor(r => r.Basis).OptionalText(1000);
                RuleFor(r => r.Limits!).SetValidator(new EditCategory.TimeLimits.Validator()).When(r => r.Limits is not null);
                When(r => r.ParentCode is null, () =>
                {
                    RuleFor(r => r.Kind).NotNull();
                    RuleFor(r => r.Programme).NotNull();
                    RuleFor(r => r.Role).NotNull();
                    RuleFor(r => r.Limits)
                        .Must(limits => limits is { Accept: not null, Dispatch: not null, Handle: not null, Check: not null })
                        .WithErrorCode("required");
                });
            }
        }
    }

    public override Task<Results<Created<Category>, ProblemHttpResult>> ExecuteAsync(Request request, CancellationToken ct) =>
        db.Write<Results<Created<Category>, ProblemHttpResult>>(async tx =>
        {
            // A category belongs to no grid, so a post in some grids is not enough.
            if (Actor.PostsFor(Capability.CategoryManage, GridCode.Everywhere).FirstOrDefault() is not { } post)
                return Problems.Of("post-not-allowed", CapabilityLabels.Of(Capability.CategoryManage));
            var parent = request.ParentCode is { } code ? await CategoryRow.Find(tx, code) : null;
            if (request.ParentCode is not null && parent is not { RetiredAt: null })
                return Problems.At(request.Code is null ? "/parent" : "/code", "category-parent-missing", request.ParentCode);
            if (request.Role is not null && !await RoleCodes.Exists(tx, request.Role))
                return Problems.At("/role", "unknown-role", request.Role);
            if ((request.Code ?? await CategoryRow.NextFree(tx, request.ParentCode ?? "")) is not { } free)
                return Problems.Of("category-codes-full");

            var row = ToRow(request, free, parent);
            return await row.Add(tx, Actor.Id, post, "create", row.ToPayload())
                ? TypedResults.Created($"/v1/categories/{row.Code}", row.ToCategory())
                : Problems.At("/code", "category-code-used", row.Code);
        }, ct);

    static CategoryRow ToRow(Request request, string code, CategoryRow? parent) => new()
    {
        Code = code,
        ParentCode = parent?.Code,
        NameZh = request.NameZh,
        NameEn = request.NameEn,
        Kind = request.Kind ?? parent!.Kind,
        Programme = request.Programme ?? parent!.Programme,
        Role = request.Role ?? parent!.Role,
        Urgency = request.Urgency ?? parent?.Urgency ?? Urgency.Routine,
        AcceptLimit = EditCategory.NormaliseLimit(request.Limits?.Accept) ?? parent!.AcceptLimit,
        DispatchLimit = EditCategory.NormaliseLimit(request.Limits?.Dispatch) ?? parent!.DispatchLimit,
        HandleLimit = EditCategory.NormaliseLimit(request.Limits?.Handle) ?? parent!.HandleLimit,
        CheckLimit = EditCategory.NormaliseLimit(request.Limits?.Check) ?? parent!.CheckLimit,
        ContactLimit = EditCategory.NormaliseLimit(request.Limits?.Contact) ?? parent?.ContactLimit ?? "24 urgent_hours",
        UrgentContactLimit = EditCategory.NormaliseLimit(request.Limits?.UrgentContact) ?? parent?.UrgentContactLimit ?? "2 urgent_hours",
        EscalateWhenRed = request.EscalateWhenRed ?? parent?.EscalateWhenRed ?? false,
        Confidential = request.Confidential ?? parent?.Confidential ?? false,
        RequiresAfterPhoto = request.RequiresAfterPhoto ?? parent?.RequiresAfterPhoto ?? false,
        FilingCriteria = request.FilingCriteria,
        ClosingCriteria = request.ClosingCriteria,
        Basis = request.Basis,
        Version = 1,
    };
}
