using System.Security.Cryptography;
using System.Text;
using GridGov.Encryption.Seals;
using GridGov.Security;
using GridGov.Text;
using Microsoft.AspNetCore.DataProtection;

namespace GridGov.Features.Auth;

public sealed class SecondFactorSecrets(IDataProtectionProvider protection)
{
    readonly IDataProtector protector = protection.CreateProtector("GridGov.SecondFactor");

    string? decoy;

    /// <summary>The protected secret of nobody, for attempts that fail otherwise but must take as long.</summary>
    public string Decoy => decoy ??= Protect(Totp.NewSecret());

    public string Protect(byte[] secret) => Convert.ToBase64String(protector.Protect(secret));

    /// <summary>Decrypts a secret. Call it outside a transaction, because the key ring may have to be read.</summary>
    public byte[] Unprotect(string secret) => protector.Unprotect(Convert.FromBase64String(secret));
}

static class SecondFactor
{
    public const int RecoveryCodes = 10;

    // The alphabet has no characters that look alike; 16 of its 31 are 79 bits, too many to guess for each hash.
    const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    const int RecoveryLength = 16;

    /// <summary>Accepts six digits or a recovery code.</summary>
    public static IRuleBuilderOptions<T, string?> FactorCode<T>(this IRuleBuilder<T, string?> rule) => rule.OptionalText(40);

    /// <returns>The kind of code, totp or recovery_code; null if it is invalid or spent.</returns>
    public static async Task<string?> UseCode(Tx tx, Id person, byte[] secret, string code)
    {
        var given = code.Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
        var last = await tx.QuerySingle<long>(FindLast, new { PersonId = person });
        if (Totp.FindStep(secret, given, tx.ClockTime, last) is { } step)
            return await tx.Execute(SetLast, new { PersonId = person, Step = step, Last = last }) == 1 ? "totp" : null;
        if (given.Length != RecoveryLength
            || await tx.Execute(UseRecoveryCode, new { PersonId = person, Hash = HashOf(person, given), At = tx.ClockTime }) == 0)
            return null;
        await SealedRows.Seal(tx, SealedTable.RecoveryCodes, person);
        return "recovery_code";
    }

    public static async Task<IReadOnlyList<string>> NewRecoveryCodes(Tx tx, Id person)
    {
        await tx.Execute(RemoveRecovery, new { PersonId = person });
        var codes = new List<string>();
        for (var i = 0; i < RecoveryCodes; i++)
        {
            var code = RandomNumberGenerator.GetString(Alphabet, RecoveryLength);
            await tx.Execute(AddRecovery, new { PersonId = person, Hash = HashOf(person, code) });
            codes.Add(string.Join('-', code.Chunk(4).Select(part => new string(part))));
        }
        await SealedRows.Seal(tx, SealedTable.RecoveryCodes, person);
        return codes;
    }

    public static async Task Remove(Tx tx, Id person)
    {
        await tx.Execute(RemoveRecovery, new { PersonId = person });
        await tx.Execute(RemoveFactor, new { PersonId = person });
        await SealedRows.Seal(tx, SealedTable.SecondFactors, person);
        await SealedRows.Seal(tx, SealedTable.RecoveryCodes, person);
    }

    static string HashOf(Id person, string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{person} {code}")));

    const string FindLast = "SELECT last_step FROM second_factors WHERE person_id = @PersonId";

    const string SetLast = "UPDATE second_factors SET last_step = @Step WHERE person_id = @PersonId AND last_step = @Last";

    const string UseRecoveryCode =
        "UPDATE recovery_codes SET used_at = @At WHERE person_id = @PersonId AND hash = @Hash AND used_at IS NULL";

    const string AddRecovery = "INSERT INTO recovery_codes (person_id, hash) VALUES (@PersonId, @Hash)";

    const string RemoveRecovery = "DELETE FROM recovery_codes WHERE person_id = @PersonId";

    const string RemoveFactor = "DELETE FROM second_factors WHERE person_id = @PersonId";
}
