namespace GridGov.Text;

public static class PhoneNumber
{
    const int MobileLength = 11;
    const int ServiceLength = 10;

    /// <summary>
    /// The digits as dialled within China: +86 138 0371 0001 equals 138-0371-0001, +86 371 6396 8888 equals 0371-63968888. A foreign
    /// number keeps its +.
    /// </summary>
    public static string Normalise(string phone)
    {
        var digits = string.Concat(phone.Where(char.IsAsciiDigit));
        var abroad = phone.TrimStart().StartsWith('+') ? digits : digits.StartsWith("00", StringComparison.Ordinal) ? digits[2..] : null;
        if (abroad is null)
            // Mobile numbers often have the country code without a +.
            return digits.Length == MobileLength + 2 && digits.StartsWith("861", StringComparison.Ordinal) ? digits[2..] : digits;
        if (!abroad.StartsWith("86", StringComparison.Ordinal))
            return abroad.Length == 0 ? "" : "+" + abroad;
        var national = abroad[2..];
        var whole = national.Length == 0 || national[0] == '0'
            || (national[0] == '1' && national.Length == MobileLength)
            || (national[0] is '4' or '8' && national.Length == ServiceLength);
        return whole ? national : "0" + national;
    }
}
