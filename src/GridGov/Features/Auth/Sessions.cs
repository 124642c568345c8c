using System.Buffers.Text;
using System.Security.Cryptography;
using GridGov.Audit;
using GridGov.Encryption;
using GridGov.Encryption.Seals;

namespace GridGov.Features.Auth;

/// <summary>Signed-in devices and their refresh tokens. A token is used once and replaced; only its hash is kept.</summary>
static class Sessions
{
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(30);

    /// <summary>
    /// How long a used token may be shown again, by a phone that never got the answer or refreshed twice at once: while its successor is
    /// unused. It gets the same successor.
    /// </summary>
    static readonly TimeSpan ReuseWindow = TimeSpan.FromSeconds(60);

    public static async Task<(Id Session, string RefreshToken)> Begin(Tx tx, Id person, string? device)
    {
        var session = tx.NewId();
        await tx.Execute(InsertSession, new { Id = session, PersonId = person, Device = device, At = tx.ClockTime });
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        await Add(tx, session, token);
        return (session, token);
    }

    /// <returns>The session of a refresh token, whether it is still valid or not; null for an unknown token.</returns>
    public static async Task<Id?> Find(Tx tx, string refreshToken) =>
        (await tx.QuerySingle<TokenRow>(FindToken, new { Hash = Hash(refreshToken) }))?.SessionId;

    /// <summary>Uses a refresh token.</summary>
    /// <returns>
    /// The session and its next token. Null when the token is unknown, expired, or its session ended; a token that was
    /// used before tells that somebody else has it, and ends the session.
    /// </returns>
    public static async Task<(Id Session, string RefreshToken)?> Refresh(Tx tx, string refreshToken)
    {
        var hash = Hash(refreshToken);
        var token = await tx.QuerySingle<TokenRow>(FindToken, new { Hash = hash });
        if (token is null || token.EndedAt is not null || token.DisabledAt is not null
            || !tx.ClockTime.IsWithin(token.ExpiresAt - token.IssuedAt, token.IssuedAt))
            return null;
        // Derived, so that every process gives the same one for this token, and the database holds none.
        var successor = Base64Url.EncodeToString(await FieldEncryption.DeriveToken(tx, $"refresh token after {refreshToken}"));
        if (token.UsedAt is { } used)
        {
            if (!tx.ClockTime.IsWithin(ReuseWindow, used) || await tx.QuerySingle<long>(CountUnused, new { Hash = Hash(successor) }) == 0)
                return await EndCompromised(tx, token);
        }
        else
        {
            await tx.Execute(SetTokenUsed, new { Hash = hash, At = tx.ClockTime });
            await Add(tx, token.SessionId, successor);
        }
        await tx.Execute(SetUsed, new { Id = token.SessionId, At = tx.ClockTime });
        return (token.SessionId, successor);
    }

    static async Task<(Id, string)?> EndCompromised(Tx tx, TokenRow token)
    {
        await End(tx, token.SessionId);
        await AuditLog.Append(tx, new AuditEntry(AuditKind.SignIn, "refresh-token-reused", token.GridCode)
        {
            Outcome = AuditOutcome.Refused,
            Session = token.SessionId,
            SubjectKind = "person",
            Subject = token.PersonId.ToString(),
        });
        return null;
    }

    public static Task End(Tx tx, Id session)
    {
        tx.Invalidate(CacheTopic.Rights);
        return tx.Execute(EndSession, new { Id = session, At = tx.ClockTime });
    }

    /// <summary>Ends all sessions of a person except one, and voids the person's password resets.</summary>
    public static async Task EndAll(Tx tx, Id person, Id except)
    {
        await tx.Execute(EndSessions, new { PersonId = person, Except = except, At = tx.ClockTime });
        await tx.Execute(EndResets, new { PersonId = person, At = tx.ClockTime });
        await SealedRows.Seal(tx, SealedTable.PasswordResets, person);
    }

    static Task Add(Tx tx, Id session, string token) => tx.Execute(
        InsertToken, new { Hash = Hash(token), SessionId = session, At = tx.ClockTime, ExpiresAt = tx.ClockTime + RefreshLifetime });

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(token)));

    sealed record TokenRow
    {
        public required Id SessionId { get; init; }
        public required Id PersonId { get; init; }
        public required string GridCode { get; init; }
        public required Instant IssuedAt { get; init; }
        public required Instant ExpiresAt { get; init; }
        public Instant? UsedAt { get; init; }
        public Instant? EndedAt { get; init; }
        public Instant? DisabledAt { get; init; }
    }

    const string InsertSession = "INSERT INTO sessions (id, person_id, device, created_at) VALUES (@Id, @PersonId, @Device, @At)";

    const string InsertToken = """
        INSERT INTO refresh_tokens (hash, session_id, issued_at, expires_at)
        VALUES (@Hash, @SessionId, @At, @ExpiresAt)
        """;

    const string FindToken = """
        SELECT r.session_id, s.person_id, p.grid_code, r.issued_at, r.expires_at, r.used_at, s.ended_at, p.disabled_at
          FROM refresh_tokens r
          JOIN sessions s ON s.id = r.session_id
          JOIN people p ON p.id = s.person_id
         WHERE r.hash = @Hash
        """;

    const string CountUnused = "SELECT count(*) FROM refresh_tokens WHERE hash = @Hash AND used_at IS NULL";

    const string SetTokenUsed = "UPDATE refresh_tokens SET used_at = @At WHERE hash = @Hash";

    const string SetUsed = "UPDATE sessions SET used_at = @At WHERE id = @Id";

    const string EndResets = "UPDATE password_resets SET ended_at = @At WHERE person_id = @PersonId AND ended_at IS NULL";

    const string EndSession = "UPDATE sessions SET ended_at = @At WHERE id = @Id AND ended_at IS NULL";

    const string EndSessions = "UPDATE sessions SET ended_at = @At WHERE person_id = @PersonId AND id <> @Except AND ended_at IS NULL";
}
