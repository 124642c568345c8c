using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GridGov.Api.Binding;
using GridGov.Text;

namespace GridGov.Api;

/// <summary>JSON options: strict reading, so that a misspelt property is refused; readable output.</summary>
public static class Json
{
    public static void Configure(JsonSerializerOptions options, Clock clock)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        options.MaxDepth = 32;
        // Leaves Chinese and & readable; answers are never part of a page.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        foreach (var converter in Converters)
            options.Converters.Add(converter);
        options.Converters.Add(InstantConverters.GetValue(clock.TimeZone, static zone => new InstantConverter(zone)));
        options.TypeInfoResolver = Resolver;
    }

    // Options with the same converters and the same resolver share their metadata of types, which takes long to make: a process of
    // tests starts hundreds of servers.
    static readonly IReadOnlyList<JsonConverter> Converters =
    [
        new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false), new IdConverter(), new DoubleConverter(),
        new TextConverter(), new FreeTextConverter(reveals: false),
    ];

    static readonly ConditionalWeakTable<TimeZoneInfo, InstantConverter> InstantConverters = [];
    static readonly DefaultJsonTypeInfoResolver Resolver = new();
    static readonly FreeTextConverter Revealer = new(reveals: true);

    static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> Revealing = [];

    /// <summary>The same options, but free text is written too: for what is hashed and neither stored nor sent.</summary>
    public static JsonSerializerOptions WithFreeText(JsonSerializerOptions options) => Revealing.GetValue(options, static options =>
    {
        var revealing = new JsonSerializerOptions(options);
        revealing.Converters.Insert(0, Revealer);
        return revealing;
    });

    sealed class IdConverter : JsonConverter<Id>
    {
        public override Id Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && IdReferences.TryRead(reader.GetString()!, out var id)
                ? id
                : throw new JsonException(ExceptionMiddleware.UnreadablePrefix);

        public override void Write(Utf8JsonWriter writer, Id value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());
    }

    sealed class InstantConverter(TimeZoneInfo zone) : JsonConverter<Instant>
    {
        public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String && Instant.TryParseExact(reader.GetString(), out var instant)
                ? instant
                : throw new JsonException(ExceptionMiddleware.UnreadableInstant);

        public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
            writer.WriteStringValue(TimeZoneInfo.ConvertTime(value.ToUtc(), zone));
    }

    /// <summary>Reads -0.0 as 0, as SQLite stores it: what is hashed before it is stored has the same hash afterwards.</summary>
    sealed class DoubleConverter : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDouble() is var number and not 0 ? number : 0;

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    /// <summary>Normalises text to NFC; refuses lone surrogates and control characters other than line breaks and tabs.</summary>
    sealed class TextConverter : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            string text;
            try
            {
                text = reader.GetString()!;
            }
            catch (InvalidOperationException e)
            {
                throw new JsonException(ExceptionMiddleware.UnreadablePrefix + ": lone surrogate or not a string.", e);
            }
            return TextRules.TryNormalise(text, out var clean)
                ? clean
                : throw new JsonException(ExceptionMiddleware.UnreadablePrefix + ": not text.");
        }

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);

        public override string ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString()!;

        public override void WriteAsPropertyName(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
            writer.WritePropertyName(value);
    }
}
