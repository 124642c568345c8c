using System.Globalization;
using GridGov.Domain;
using GridGov.Domain.Events;
using GridGov.Security;

namespace GridGov.Features.Categories;

sealed record CategoryRow
{
    public required string Code { get; init; }
    public string? ParentCode { get; init; }
    public required string NameZh { get; init; }
    public required string NameEn { get; init; }
    public required TicketKind Kind { get; init; }
    public required Programme Programme { get; init; }
    public required string Role { get; init; }
    public required Urgency Urgency { get; init; }
    public required string AcceptLimit { get; init; }
    public required string DispatchLimit { get; init; }
    public required string HandleLimit { get; init; }
    public required string CheckLimit { get; init; }
    public required string ContactLimit { get; init; }
    public required string UrgentContactLimit { get; init; }
    public required bool EscalateWhenRed { get; init; }
    public required bool Confidential { get; init; }
    public required bool RequiresAfterPhoto { get; init; }
    public string? FilingCriteria { get; init; }
    public string? ClosingCriteria { get; init; }
    public string? Basis { get; init; }
    public bool Public { get; init; }
    public string? PlainZh { get; init; }
    public string? PlainEn { get; init; }
    public string? SuccessorCode { get; init; }
    public Instant? RetiredAt { get; init; }
    public required long Version { get; init; }

    public static Task<CategoryRow?> Find(Tx tx, string code) =>
        tx.QuerySingle<CategoryRow>(Select + " WHERE code = @Code", new { Code = code });

    public Category ToCategory() => new(
        Code, ParentCode, NameZh, NameEn, Kind, Programme, Role,
        Urgency, new Category.TimeLimits(AcceptLimit, DispatchLimit, HandleLimit, CheckLimit, ContactLimit, UrgentContactLimit),
        EscalateWhenRed, Confidential, RequiresAfterPhoto, FilingCriteria, ClosingCriteria, Basis, Public, PlainZh,
        PlainEn, SuccessorCode, RetiredAt, Version);

    /// <summary>What an event keeps of it.</summary>
    public object ToPayload() => new
    {
        NameZh, NameEn, Kind, Role, Urgency, Programme, AcceptLimit, DispatchLimit, HandleLimit, CheckLimit, ContactLimit,
        UrgentContactLimit, EscalateWhenRed, Confidential, RequiresAfterPhoto, FilingCriteria, ClosingCriteria, Basis,
        Public, PlainZh, PlainEn,
        Retired = RetiredAt is not null,
        Successor = SuccessorCode,
    };

    /// <summary>Whether a category that is not retired has this code.</summary>
    public static async Task<bool> InUse(Tx tx, string code) => await Find(tx, code) is { RetiredAt: null };

    /// <summary>Returns the code after the highest one below the parent, retired ones included; null when the last is used.</summary>
    /// <param name="parent">Empty for the first level.</param>
    public static async Task<string?> NextFree(Tx tx, string parent)
    {
        var last = await tx.QuerySingle<string?>(LastBelow, new { Parent = parent });
        var next = last is null ? 1 : int.Parse(last.AsSpan(parent.Length), CultureInfo.InvariantCulture) + 1;
        return next > 99 ? null : parent + next.ToString("D2", CultureInfo.InvariantCulture);
    }

    /// <summary>Inserts it in version 1, and its event.</summary>
    /// <returns>False when the code has been used.</returns>
    public async Task<bool> Add(Tx tx, Id actor, Post post, string action, object? payload, FreeText? reason = null)
    {
        if (await tx.Execute(Insert, this) == 0)
            return false;
        await Journal.Append(tx, new JournalEntry("category", Code, GridCode.Everywhere, action, actor, Version)
        {
            Post = post.Kind, Reason = reason, Payload = payload,
        });
        return true;
    }

    const string LastBelow = "SELECT max(code) FROM categories WHERE coalesce(parent_code, '') = @Parent";

    const string Insert = """
        INSERT INTO categories (code, parent_code, name_zh, name_en, kind, programme, role, urgency,
                                accept_limit, dispatch_limit, handle_limit, check_limit, contact_limit, urgent_contact_limit,
                                escalate_when_red, confidential, requires_after_photo, filing_criteria, closing_criteria, basis,
                                public, plain_zh, plain_en, version)
        VALUES (@Code, @ParentCode, @NameZh, @NameEn, @Kind, @Programme, @Role, @Urgency,
                @AcceptLimit, @DispatchLimit, @HandleLimit, @CheckLimit, @ContactLimit, @UrgentContactLimit,
                @EscalateWhenRed, @Confidential, @RequiresAfterPhoto, @FilingCriteria, @ClosingCriteria, @Basis,
                @Public, @PlainZh, @PlainEn, 1)
        ON CONFLICT (code) DO NOTHING
        """;

    public const string Select = """
        SELECT code, parent_code, name_zh, name_en, kind, programme, role, urgency,
               accept_limit, dispatch_limit, handle_limit, check_limit, contact_limit, urgent_contact_limit, escalate_when_red,
               confidential, requires_after_photo, filing_criteria, closing_criteria, basis, public, plain_zh, plain_en,
               successor_code, retired_at, version
          FROM categories
        """;
}
