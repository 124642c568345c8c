using GridGov.Api;
using GridGov.Api.Binding;
using GridGov.Domain.Needs;
using GridGov.Domain.Needs.Claims;
using GridGov.Security;
using GridGov.Text;

namespace GridGov.Features.Needs;

/// <summary>Edits a need that is submitted or open.</summary>
public sealed class EditNeed(Db db) : ApiEndpoint<Change<EditNeed.Request>, Results<Ok<Need>, NotFound, ProblemHttpResult>>
{
    public override void Configure()
    {
        Patch("/{id}");
        Group<NeedsApiGroup>();
        Operation("Edit a need",
            "By who submitted it or acts for its group until it is published, and by who publishes in its grid. Absent properties stay " +
            "as they are; an empty text removes what was there. Equal values are no change. Of a published need kind, grid and cycle " +
            "stay, because claims go by them.");
        RequiresCapability(Capability.NeedSubmit);
        ProducesProblem(400, "unknown-place", "place-retired", "need-grid-not-usable", "grid-retired");
        ProducesProblem(403, "not-for-this-need", "edited-by-publisher");
        ProducesProblem(409, "need-closed", "need-taken", "need-already-published", "slots-below-claims");
        RequestExample("""{ "title": "每周陪护就医（两人）", "slots": 2 }""");
    }

    /// <summary>The changes of a need.</summary>
    /// <param name="Title">The title, 1 to 100 characters.</param>
    /// <param name="Description">The description, 1 to 2,000 characters; an empty text removes it.</param>
    /// <param name="PlaceId">The id of the place where it is; an empty text removes it.</param>
    /// <param name="Contact">Whom to ask, instead of the present contact; without name and phone it is removed.</param>
    /// <param name="Slots">How many claims it takes, 1 to 1,000.</param>
    /// <param name="FromDay">The first day on which it is needed, yyyy-MM-dd; an empty text removes it.</param>
    /// <param name="ToDay">The last day, yyyy-MM-dd, with a first day; an empty text removes it.</param>
    /// <param name="ClaimBy">The last day on which it waits for claims without an alert, yyyy-MM-dd.</param>
    /// <param name="Kind">What is needed.</param>
    /// <param name="Grid">The code of the grid.</param>
    /// <param name="Continuing">Whether it goes on until it is closed.</param>
    /// <param name="Cycle">Of a continuing need: how often a record is owed.</param>
    public sealed record Request(
        FreeText? Title = null, FreeText? Description = null, string? PlaceId = null, NeedDraft.ContactInput? Contact = null,
        int? Slots = null, string? FromDay = null, string? ToDay = null, DateOnly? ClaimBy = null, NeedKind? Kind = null,
        string? Grid = null, bool? Continuing = null, NeedCycle? Cycle = null)
    {
        public sealed class Validator : AbstractValidator<Request>
        {
            public Validator()
            {
                RuleFor(r => r.Title).OptionalText(NeedDraft.MaxTitle);
                RuleFor(r => r.Description).OptionalText(NeedDraft.MaxDescription).When(r => !PatchValues.Removes(r.Description));
                RuleFor(r => r.PlaceId).Id().When(r => r.PlaceId is not "");
                RuleFor(r => r.Contact!).SetValidator(new NeedDraft.ContactInput.Validator()).When(r => r.Contact is not null);
                RuleFor(r => r.Slots).InclusiveBetween(1, NeedDraft.MaxSlots);
                RuleFor(r => r.Grid).GridCode();
                RuleFor(r => r.FromDay).Day().When(r => r.FromDay is not "");
                RuleFor(r => r.ToDay).Day().When(r => r.ToDay is not "");
            }
        }
    }

    public override Task<Results<Ok<Need>, NotFound, ProblemHttpResult>> ExecuteAsync(Change<Request> request, CancellationToken ct) =>
        db.Write<Results<Ok<Need>, NotFound, ProblemHttpResult>>(async tx =>
        {
            var (need, refusal) = await NeedChanges.Find(tx, Actor, request.Id, request.Version, NeedAction.Edit);
            if (need is null)
                return TypedResults.NotFound();
            if (refusal is not null)
                return refusal;
            var (after, fault) = await Apply(tx, need, request.Body);
            if (after is null)
                return fault!;
            if (request.Body.Contact is { } contact)
                after = after with { Contact = await Encrypt(tx, need, contact) };
            if (after != need && await NeedTransition.Write(tx, Actor, after, "edit", Capability.NeedSubmit) is { } stale)
                return stale;
            return await ClaimTransition.RecalculateNeed(tx, Actor, need.Id) is { } failed
                ? failed
                : TypedResults.Ok(await NeedView.Reload(tx, Actor, need.Id));
        }, ct);

    /// <summary>The contact as it is stored; the present one when it is the same.</summary>
    static async Task<string?> Encrypt(Tx tx, NeedRow need, NeedDraft.ContactInput stated)
    {
        var present = need.Contact is { } encrypted ? await NeedContact.Decrypt(tx, need.Id, encrypted) : null;
        if (Equals(present?.Name, stated.Name) && Equals(present?.Phone, stated.Phone))
            return need.Contact;
        return NeedContact.Of(stated.Name, stated.Phone) is { } contact ? await contact.Encrypt(tx, need.Id) : null;
    }

    async Task<(NeedRow? After, ProblemHttpResult? Refusal)> Apply(Tx tx, NeedRow need, Request body)
    {
        var place = PatchValues.Id(body.PlaceId, need.PlaceId);
        if (place != need.PlaceId && (await NeedSubmission.FindPlace(tx, Actor, place, "/placeId")).Refusal is { } unusable)
            return (null, unusable);
        var after = need with
        {
            Title = body.Title?.MaskedIf(confidential: false) ?? need.Title,
            Description = PatchValues.Text(body.Description, need.Description),
            PlaceId = place,
            Slots = body.Slots ?? need.Slots,
            FromDay = PatchValues.Day(body.FromDay, need.FromDay),
            ToDay = PatchValues.Day(body.ToDay, need.ToDay),
            ClaimBy = body.ClaimBy ?? need.ClaimBy,
            Kind = body.Kind ?? need.Kind,
            GridCode = body.Grid ?? need.GridCode,
            Continuing = body.Continuing ?? need.Continuing,
            Cycle = body.Continuing is false ? body.Cycle : body.Cycle ?? need.Cycle,
            // Another day for claims alerts again.
            AlertedAt = body.ClaimBy is { } day && day != need.ClaimBy ? null : need.AlertedAt,
        };
        if (after.Slots < need.Claims.Filled)
            return (null, Problems.At("/slots", "slots-below-claims", need.Claims.Filled));
        if (need.Status != NeedStatus.Submitted && (after.Kind, after.GridCode, after.Continuing, after.Cycle)
            != (need.Kind, need.GridCode, need.Continuing, need.Cycle))
        {
            return (null, Problems.Of("need-already-published"));
        }
        if (after.ClaimBy != need.ClaimBy && NeedSubmission.CheckClaimBy(tx, after.ClaimBy) is { } late)
            return (null, late);
        if (after is { FromDay: null, ToDay: not null })
        {
            return (null, Problems.Invalid(
                "/fromDay", "required", new("有末日时须有首日。", "A need with a last day has a first one.")));
        }
        if (after.ToDay < after.FromDay)
        {
            return (null, Problems.Invalid(
                "/toDay", "out_of_range", new("末日不得早于首日。", "The last day must not lie before the first one.")));
        }
        if (after.Cycle is null == after.Continuing)
        {
            return (null, Problems.Invalid("/cycle", "invalid", new(
                "长期需求须填写周期，其他需求没有周期。", "A continuing need has a cycle, and any other need has none.")));
        }
        if (after.GridCode == need.GridCode)
            return (after, null);
        var representation = need.GroupId is { } group ? Actor.RepresentationOf(group) : null;
        var (_, refusal) = await NeedSubmission.FindGrid(tx, Actor, after.GridCode, representation, Capability.NeedSubmit, "/grid");
        return refusal is null ? (after, null) : (null, refusal);
    }
}
