using System.Diagnostics.CodeAnalysis;

namespace GridGov.Data;

/// <summary>
/// Free text about a ticket or its reporter, in a request or in a row. It is neither a parameter nor a part of an answer;
/// <see cref="MaskedIf"/> makes both, so that none is stored or shown without asking whether the ticket is confidential.
/// </summary>
public sealed class FreeText(string text) : IEquatable<FreeText>
{
    /// <summary>Stands for a text in the rows and answers of confidential tickets.</summary>
    public const string Mask = "******";

    readonly string text = text;

    /// <summary>The text to store and to show: the mask for a confidential ticket.</summary>
    public string MaskedIf(bool confidential) => confidential ? Mask : text;

    /// <summary>The text itself, to check, encrypt or hash it. FreeTextTests lists the callers.</summary>
    public string Reveal() => text;

    // A log or a message never shows the text.
    public override string ToString() => Mask;

    public bool Equals(FreeText? other) => other is not null && string.Equals(text, other.text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => Equals(obj as FreeText);

    public override int GetHashCode() => text.GetHashCode(StringComparison.Ordinal);

    public static FreeText FromString(string text) => new(text);

    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator FreeText?(string? text) => text is null ? null : new FreeText(text);
}
