using System.Runtime.InteropServices;

namespace GridGov.Text;

[StructLayout(LayoutKind.Auto)]
public readonly record struct LocalizedText(string Zh, string En)
{
    public string In(bool chinese) => chinese ? Zh : En;

    /// <summary>In brackets, after a name.</summary>
    public string InBrackets(bool chinese) => chinese ? $"（{Zh}）" : $" ({En})";

    /// <summary>With a capital letter, for the beginning of a line.</summary>
    public LocalizedText Capitalized => this with { En = char.ToUpperInvariant(En[0]) + En[1..] };
}
