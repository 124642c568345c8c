using System.Collections.Frozen;

namespace GridGov.Security;

/// <summary>
/// Common passwords (NIST SP 800-63B, 5.1.1.2): the list of seeds/common_passwords.csv, also with a few digits or signs around a
/// word, repetitions and sequences. There are no rules of composition.
/// </summary>
static class CommonPasswords
{
    /// <summary>The most digits and signs around a common word: password1!, 2026password.</summary>
    const int MaxAround = 6;

    // Loaded with the first chosen password; most processes never need it.
    static readonly Lazy<FrozenSet<string>> List = new(() =>
    {
        using var text = new StreamReader(typeof(CommonPasswords).Assembly.GetManifestResourceStream("seeds/common_passwords.csv")!);
        return text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToFrozenSet(StringComparer.Ordinal);
    });

    public static bool Contains(string password)
    {
        var text = password.Trim().ToLowerInvariant();
        var core = text.AsSpan().Trim("0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ ");
        return List.Value.Contains(text)
            || (text.Length - core.Length <= MaxAround && List.Value.Contains(core.ToString()))
            || IsRepeated(text)
            || IsSequence(text);
    }

    /// <summary>aaaaaaaaaaaa, abcabcabcabc, passwordpassword.</summary>
    static bool IsRepeated(string text)
    {
        for (var period = 1; period <= text.Length / 2; period++)
        {
            if (text.AsSpan(period).SequenceEqual(text.AsSpan(0, text.Length - period)))
                return true;
        }
        return false;
    }

    /// <summary>abcdefghijkl, 210987654321 (with 9 and 0 as neighbours).</summary>
    static bool IsSequence(string text) => IsStepwise(text, 1) || IsStepwise(text, -1);

    static bool IsStepwise(string text, int step)
    {
        for (var i = 1; i < text.Length; i++)
        {
            var (before, now) = (text[i - 1], text[i]);
            if (now != before + step && !(step == 1 ? (before, now) is ('9', '0') : (before, now) is ('0', '9')))
                return false;
        }
        return true;
    }
}
