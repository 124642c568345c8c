using System.Diagnostics.CodeAnalysis;

namespace GridGov.Data;

/// <summary>
/// A time-ordered 64-bit id: 42 bits of milliseconds since 1970 and 22 random bits. Stored as BIGINT, shown as 13 characters of
/// Crockford's base 32, which has no I, L, O and U.
/// </summary>
public readonly record struct Id(long Value) : IParsable<Id>
{
    const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    public const int Length = 13;

    /// <summary>The smallest id of an instant: earlier ids are smaller, later ones greater.</summary>
    public static Id FirstAt(long milliseconds) => new(milliseconds << IdGenerator.RandomBits);

    /// <summary>The id of nothing. A malformed id in a path reads as this and is therefore not found.</summary>
    public static readonly Id None = default;

    public override string ToString() => string.Create(Length, Value, static (text, value) =>
    {
        for (var i = Length - 1; i >= 0; i--, value >>= 5)
            text[i] = Alphabet[(int)(value & 31)];
    });

    /// <summary>Reads the text form, in either case.</summary>
    public static bool TryParseExact([NotNullWhen(true)] string? text, out Id id)
    {
        id = None;
        if (text is not { Length: Length })
            return false;
        long value = 0;
        for (var i = 0; i < Length; i++)
        {
            var digit = Alphabet.IndexOf(char.ToUpperInvariant(text[i]), StringComparison.Ordinal);
            if (digit < 0 || (i == 0 && digit > 7))
                return false;
            value = (value << 5) | (uint)digit;
        }
        id = new Id(value);
        return true;
    }

    /// <summary>For path segments: always succeeds, so that a malformed id answers 404.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Id result)
    {
        _ = TryParseExact(s, out result);
        return true;
    }

    public static Id Parse(string s, IFormatProvider? provider) =>
        TryParseExact(s, out var id) ? id : throw new FormatException($"'{s}' is not an id.");
}

/// <summary>Creates increasing ids, also within one millisecond.</summary>
/// <param name="random">Source of the 22 random bits; a seeded one gives a repeatable sequence.</param>
public sealed class IdGenerator(Random random)
{
    internal const int RandomBits = 22;
    readonly Lock gate = new();
    long last;

    public Id Next(long milliseconds)
    {
        lock (gate)
        {
            // Incrementing the last id instead of drawing a new one rules out collisions within a process.
            last = last >> RandomBits >= milliseconds
                ? last + 1
                : (milliseconds << RandomBits) | (uint)random.Next(1 << RandomBits);
            return new Id(last);
        }
    }
}
