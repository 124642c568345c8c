using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using GridGov.Text;

namespace GridGov.Features.Sync;

/// <summary>An act that was made without signal.</summary>
/// <param name="Id">The id that the phone gave the act: 1 to 64 visible characters, unique for the person for ever.</param>
/// <param name="Act">The name of the act, such as file, take, comment or attach.</param>
/// <param name="At">The time of the act by the phone's clock; it becomes foundAt, doneAt or day of a body that has none.</param>
/// <param name="Subject">
/// The id of what is changed, or "@" and the id of the act that made or changed it. For a part of a ticket, such as a joint action, both
/// ids with a slash between them.
/// </param>
/// <param name="Version">The version that the phone saw, or "@" and the id of the act that left it.</param>
/// <param name="After">The ids of acts that must be done before; at most 500. Those named by "@" need not be repeated.</param>
/// <param name="Body">The body of the act's operation; an id in it can also be "@" and the id of an act.</param>
[JsonConverter(typeof(Converter))]
public sealed record PushedAct(
    string Id, string Act, Instant At, string? Subject = null, JsonElement? Version = null, IReadOnlyList<string>? After = null,
    JsonElement? Body = null)
{
    public const int MaxAfter = 500;

    /// <summary>The reason for which all but the id cannot be read: it refuses this act alone.</summary>
    internal JsonException? Unreadable { get; init; }

    /// <summary>Hash of all but the id and what must be done before, without white space.</summary>
    internal string Fingerprint { get; init; } = "";

    public sealed class Validator : AbstractValidator<PushedAct>
    {
        // An act whose id is wrong cannot be answered; all else refuses that act alone.
        public Validator() => RuleFor(a => a.Id).MatchesWhole("^[!-~]{1,64}$");
    }

    /// <summary>The properties as they are read.</summary>
    sealed record Fields(
        string Id, string Act, Instant At, string? Subject = null, JsonElement? Version = null, IReadOnlyList<string>? After = null,
        JsonElement? Body = null);

    sealed class Converter : JsonConverter<PushedAct>
    {
        public override PushedAct Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var source = document.RootElement;
            if (source.ValueKind != JsonValueKind.Object)
                throw new JsonException(Api.ExceptionMiddleware.UnreadablePrefix);
            try
            {
                var fields = source.Deserialize<Fields>(options)!;
                return new PushedAct(fields.Id, fields.Act, fields.At, fields.Subject, fields.Version, fields.After, fields.Body)
                {
                    Fingerprint = FingerprintOf(JsonMarshal.GetRawUtf8Value(source)),
                };
            }
            catch (JsonException e) when (IdOf(source, options) is { } id)
            {
                return new PushedAct(id, "", default) { Unreadable = e };
            }
            catch (JsonException e)
            {
                throw new JsonException("An act has missing required properties: 'id'.", e);
            }
        }

        public override void Write(Utf8JsonWriter writer, PushedAct value, JsonSerializerOptions options) =>
            throw new NotSupportedException("An act is only read.");
    }

    static string? IdOf(JsonElement source, JsonSerializerOptions options)
    {
        try
        {
            return source.TryGetProperty("id"u8, out var id) ? id.Deserialize<string>(options) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static string FingerprintOf(ReadOnlySpan<byte> source)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var reader = new Utf8JsonReader(source, new JsonReaderOptions { MaxDepth = 64 });
        while (reader.Read())
        {
            if (reader is { CurrentDepth: 1, TokenType: JsonTokenType.PropertyName }
                && (reader.ValueTextEquals("id"u8) || reader.ValueTextEquals("after"u8)))
            {
                reader.Skip();
                continue;
            }
            // No text has a token's number as a character, so two different acts never give the same bytes.
            hash.AppendData([(byte)reader.TokenType]);
            hash.AppendData(reader.ValueSpan);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
