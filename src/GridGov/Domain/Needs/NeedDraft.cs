using GridGov.Api.Binding;
using GridGov.Text;

namespace GridGov.Domain.Needs;

/// <summary>A need to submit.</summary>
/// <param name="Kind">What is needed.</param>
/// <param name="Title">The title, 1 to 100 characters.</param>
/// <param name="Description">The description, 1 to 2,000 characters.</param>
/// <param name="Grid">
/// The code of the grid; by default the one of the place, of the group, or the caller's own unit grid. With a record, that of the record.
/// </param>
/// <param name="PlaceId">The id of the place where it is. With a record and no other grid, by default that of the record.</param>
/// <param name="GroupId">The id of the group whose need it is; absent for one of residents.</param>
/// <param name="Contact">Whom to ask. It is stored encrypted and shown masked.</param>
/// <param name="Continuing">Whether it is paired help that goes on until it is closed.</param>
/// <param name="Cycle">Of a continuing need: how often a record is owed.</param>
/// <param name="Slots">How many claims it takes, 1 to 1,000.</param>
/// <param name="FromDay">The first day on which it is needed, yyyy-MM-dd.</param>
/// <param name="ToDay">The last day, yyyy-MM-dd.</param>
/// <param name="ClaimBy">The last day on which it waits for claims without an alert, yyyy-MM-dd; by default in 14 days.</param>
public sealed record NeedDraft(
    NeedKind Kind, FreeText Title, FreeText? Description = null, string? Grid = null, Id? PlaceId = null, Id? GroupId = null,
    NeedDraft.ContactInput? Contact = null, bool Continuing = false, NeedCycle? Cycle = null, int Slots = 1, DateOnly? FromDay = null,
    DateOnly? ToDay = null, DateOnly? ClaimBy = null)
{
    public const int MaxSlots = 1000;
    public const int MaxTitle = 100;
    public const int MaxDescription = 2000;
    public static readonly DateOnly FirstDay = new(1900, 1, 1);

    /// <summary>Whom to ask about a need.</summary>
    /// <param name="Name">The name, 1 to 100 characters.</param>
    /// <param name="Phone">The telephone number.</param>
    public sealed record ContactInput(FreeText? Name = null, FreeText? Phone = null)
    {
        public sealed class Validator : AbstractValidator<ContactInput>
        {
            public Validator()
            {
                RuleFor(c => c.Name).OptionalText(100);
                RuleFor(c => c.Phone).Phone();
            }
        }
    }

    public sealed class Validator : AbstractValidator<NeedDraft>
    {
        public Validator()
        {
            RuleFor(d => d.Title).Text(MaxTitle);
            RuleFor(d => d.Description).OptionalText(MaxDescription);
            RuleFor(d => d.Grid).GridCode();
            RuleFor(d => d.Contact!).SetValidator(new ContactInput.Validator()).When(d => d.Contact is not null);
            RuleFor(d => d.Slots).InclusiveBetween(1, MaxSlots);
            RuleFor(d => d.Cycle).Must((d, cycle) => cycle is null != d.Continuing).WithErrorCode("invalid")
                .WithMessage(
                    "长期需求须填写周期，其他需求没有周期。", "A continuing need has a cycle, and any other need has none.");
            RuleFor(d => d.ToDay).Must((d, to) => to is null || d.FromDay is null || to >= d.FromDay).WithErrorCode("out_of_range")
                .WithMessage("末日不得早于首日。", "The last day must not lie before the first one.");
            RuleFor(d => d.FromDay).NotNull().When(d => d.ToDay is not null);
            RuleFor(d => d.FromDay).GreaterThanOrEqualTo(FirstDay);
        }
    }
}
