namespace GridGov.Encryption.Seals;

/// <summary>A table whose rows have MACs in <c>row_seals</c>.</summary>
/// <param name="Owner">The column with the id of the row, or of the row that it belongs to.</param>
/// <param name="RowKey">The column that tells the rows of one owner apart; null when there is one.</param>
/// <param name="Columns">The columns that the MAC covers. Whoever writes one of them has the rows sealed again.</param>
public sealed record SealedTable(string Name, string Owner, string? RowKey, params IReadOnlyList<string> Columns)
{
    public static readonly SealedTable People =
        new("people", "id", RowKey: null, "username", "grid_code", "password_hash", "must_change_password", "disabled_at",
            "access_given_at", "access_given_by");

    public static readonly SealedTable SecondFactors = new("second_factors", "person_id", RowKey: null, "secret", "confirmed_at");

    public static readonly SealedTable RecoveryCodes = new("recovery_codes", "person_id", "hash", "used_at");

    public static readonly SealedTable PasswordResets =
        new("password_resets", "person_id", "hash", "created_at", "expires_at", "ended_at", "offered_by");

    public static readonly SealedTable Appointments = new("appointments", "id", RowKey: null,
        "person_id", "post", "role", "responsibility", "grid_code", "from_day", "to_day", "created_at", "status", "created_by",
        "effective_at", "confirmed_at", "confirmed_by");

    /// <summary>Leaders and liaisons act for their group.</summary>
    public static readonly SealedTable Memberships =
        new("memberships", "id", RowKey: null, "group_id", "person_id", "member_group_id", "role", "from_day", "to_day", "created_by");

    public static readonly SealedTable ApiKeys =
        new("api_keys", "id", RowKey: null, "person_id", "capabilities", "grids", "posts", "created_by", "created_at", "revoked_at");

    public static readonly SealedTable ApiKeySecrets = new("api_key_secrets", "key_id", "public_id", "hash", "created_at", "expires_at");

    public static readonly IReadOnlyList<SealedTable> All =
        [People, SecondFactors, RecoveryCodes, PasswordResets, Appointments, Memberships, ApiKeys, ApiKeySecrets];

    /// <summary>Each value as text, which is the same on every engine.</summary>
    internal string ColumnList => string.Join(", ",
        Columns.Select(column => $"CAST(t.{column} AS TEXT)").Prepend(RowKey is null ? "''" : $"t.{RowKey}").Prepend($"t.{Owner}"));
}
