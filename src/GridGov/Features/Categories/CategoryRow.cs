using GridGov.Domain;

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
    public Instant? RetiredAt { get; init; }
    public required long Version { get; init; }

    public static Task<CategoryRow?> Find(Tx tx, string code) =>
        tx.QuerySingle<CategoryRow>(Select + " WHERE code = @Code", new { Code = code });

    public Category ToCategory() => new(
        Code, ParentCode, NameZh, NameEn, Kind, Programme, Role,
        Urgency, new Category.TimeLimits(AcceptLimit, DispatchLimit, HandleLimit, CheckLimit, ContactLimit, UrgentContactLimit),
        EscalateWhenRed, Confidential, RetiredAt, Version);

    public const string Select = """
        SELECT code, parent_code, name_zh, name_en, kind, programme, role, urgency,
               accept_limit, dispatch_limit, handle_limit, check_limit, contact_limit, urgent_contact_limit, escalate_when_red,
               confidential, retired_at, version
          FROM categories
        """;
}
