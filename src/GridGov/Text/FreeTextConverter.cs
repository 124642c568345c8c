using System.Text.Json;
using System.Text.Json.Serialization;

namespace GridGov.Text;

/// <summary>Reads free text like any text. It is written only to be encrypted or hashed, so an answer that contains one fails.</summary>
/// <param name="reveals">Whether it may be written.</param>
sealed class FreeTextConverter(bool reveals) : JsonConverter<FreeText>
{
    public override FreeText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(((JsonConverter<string>)options.GetConverter(typeof(string))).Read(ref reader, typeof(string), options)!);

    public override void Write(Utf8JsonWriter writer, FreeText value, JsonSerializerOptions options)
    {
        if (!reveals)
            throw new NotSupportedException("Free text about a ticket is no part of an answer: FreeText.MaskedIf makes the one to show.");
        writer.WriteStringValue(value.Reveal());
    }
}
