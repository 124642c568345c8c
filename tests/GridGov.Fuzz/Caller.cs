using GridGov.Data;
using GridGov.Security;

namespace GridGov.Fuzz;

/// <summary>A signed-in person.</summary>
/// <param name="post">Success rates are recorded by post, because each street has a caller in each post.</param>
sealed class Caller(string post)
{
    public string Post => post;

    /// <summary>The id changes when a new person replaces one who cannot sign in any more.</summary>
    public string Id { get; set; } = "";
    public string Username { get; set; } = "";
    public string Password { get; set; } = "";
    public string Token { get; set; } = "";

    /// <summary>From GET /v1/me.</summary>
    public HashSet<string> Capabilities { get; set; } = [];

    /// <summary>The secret of the second factor, in base 32; null when there is none.</summary>
    public string? TotpSecret { get; set; }

    /// <summary>Whether the caller may change its password, sign out and set up a second factor; other callers must keep working.</summary>
    public bool IsExpendable => Post == FuzzStreet.Account;

    /// <summary>Set when its token was answered with 401.</summary>
    public bool NeedsSignIn { get; set; }

    /// <summary>The one-time code that an authenticator shows now, or up to one step earlier or later.</summary>
    public string? OneTimeCode(Random random, Instant now) =>
        TotpSecret is null ? null : Totp.ComputeCode(FromBase32(TotpSecret), Totp.StepOf(now) + random.Next(-1, 2));

    static byte[] FromBase32(string text)
    {
        var bytes = new List<byte>();
        int count = 0, bits = 0;
        foreach (var character in text)
        {
            bits = (bits << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(character);
            count += 5;
            if (count < 8)
                continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
            bits &= (1 << count) - 1;
        }
        return [.. bytes];
    }

    public override string ToString() => $"{Post} ({Username})";
}
