using GridGov.Platform.Security;
using GridGov.Platform.Time;

namespace GridGov.Benchmarks.Fuzz;

/// <summary>Somebody who is signed in.</summary>
/// <param name="Post">By which it is remembered what works; several towns have one of each.</param>
sealed class Caller(string post, string id, string username)
{
    public string Post => post;

    /// <summary>Who it is now: somebody new takes the place of who cannot sign in any more.</summary>
    public string Id { get; set; } = id;
    public string Username { get; set; } = username;
    public string Password { get; set; } = "";
    public string Token { get; set; } = "";

    /// <summary>What GET /v1/me says that the caller may do somewhere.</summary>
    public HashSet<string> Capabilities { get; set; } = [];

    /// <summary>Of the second factor, in base 32; null when there is none.</summary>
    public string? Secret { get; set; }

    /// <summary>Made to be broken: changes its password, signs out, sets up a second factor.</summary>
    public bool Expendable => Post == FuzzTown.Account;

    /// <summary>Something of the caller's own has been answered with 401: somebody has to see to it.</summary>
    public bool Lost { get; set; }

    /// <summary>What an authenticator shows, now or a little off, as it may be.</summary>
    public string? Code(Random random, Instant now)
    {
        if (Secret is null)
            return null;
        var bytes = new List<byte>();
        int bits = 0, held = 0;
        foreach (var character in Secret)
        {
            held = (held << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(character);
            bits += 5;
            if (bits < 8)
                continue;
            bits -= 8;
            bytes.Add((byte)(held >> bits));
            held &= (1 << bits) - 1;
        }
        return Totp.Code([.. bytes], Totp.StepOf(now) + random.Next(-1, 2));
    }

    public override string ToString() => $"{Post} ({Username})";
}
