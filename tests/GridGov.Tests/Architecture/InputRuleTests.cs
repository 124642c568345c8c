using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using FluentValidation;
using FluentValidation.Internal;
using FluentValidation.Results;
using GridGov.Api.Binding;
using GridGov.Data;
using GridGov.Features.Sync;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace GridGov.Tests.Architecture;

/// <summary>Rules that hold for every value of a kind, in whichever operation's request it stands.</summary>
public class InputRuleTests
{
    const string Day = "2026-05-02";
    const string Instant = "2026-05-02T12:00:00Z";

    static readonly string[] WithoutOffset =
        ["2026-12-01T12:00:00", "2026-12-01", "2026-12-01T12:00:00 08:00", "2026-12-01T12:00:00+25:00", "12:00:00Z", ""];

    static readonly IReadOnlyList<RequestDescription> Requests =
        [.. App.Shared.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<RequestDescription>()).OfType<RequestDescription>()];

    static readonly JsonSerializerOptions Json = App.Shared.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;

    static IEnumerable<Type> Bodies => Requests.Select(request => request.Body?.Type).OfType<Type>().Distinct();

    /// <summary>Every property within a body, as the path of names that leads to it.</summary>
    static IEnumerable<(string[] Path, Type Type)> Within(Type type, string[] path) =>
        from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
        let name = JsonNamingPolicy.CamelCase.ConvertName(property.Name)
        from found in Value(property.PropertyType, [.. path, name])
        select found;

    static IEnumerable<(string[] Path, Type Type)> Value(Type type, string[] path)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var element = plain.IsGenericType && typeof(System.Collections.IEnumerable).IsAssignableFrom(plain)
            ? plain.GetGenericArguments()[^1]
            : plain.GetElementType();
        if (element is not null)
            return Value(element, [.. path, "[]"]);
        return plain.Namespace?.StartsWith("GridGov.", StringComparison.Ordinal) is true && plain.IsClass && plain != typeof(FreeText)
            ? Within(plain, path)
            : [(path, plain)];
    }

    static string Around(IEnumerable<string> path, string value) =>
        path.Reverse().Aggregate(value, (inner, name) => name == "[]" ? $"[{inner}]" : $$"""{"{{name}}":{{inner}}}""");

    [Fact]
    public void Every_instant_of_a_body_needs_its_offset()
    {
        var values = Bodies.SelectMany(body => Within(body, []).Select(found => (Body: body, found.Path, found.Type))).ToList();
        values.Count.ShouldBeGreaterThan(80);
        values.Where(found => found.Type == typeof(DateTimeOffset) || found.Type == typeof(DateTime))
            .ShouldBeEmpty("only Instant is read strictly");
        // That of an act refuses the act alone, and not the body that it is sent in.
        var instants = values.Where(found => found.Type == typeof(Instant) && found.Body != typeof(PushActs.Request)).ToList();
        instants.Count.ShouldBeGreaterThanOrEqualTo(2);
        foreach (var (body, path, _) in instants)
        {
            foreach (var text in WithoutOffset)
            {
                var fault = Should.Throw<JsonException>(
                    () => JsonSerializer.Deserialize(Around(path, $"\"{text}\""), body, Json), $"{body}: {text}");
                fault.Path.ShouldNotBeNull().ShouldContain(path.Last(name => name != "[]"), Case.Sensitive, $"{body}: {text}");
            }
        }
    }

    [Theory]
    [InlineData("2026-12-01T12:00:00+08:00", 1796097600000)]
    [InlineData("2026-12-01T04:00:00Z", 1796097600000)]
    [InlineData("2026-12-01T04:00:00.123456789Z", 1796097600123)]
    [InlineData("2026-12-01T12:00:00.123456789+08:00", 1796097600123)]
    public void An_instant_is_the_same_however_its_offset_and_decimals_are_written(string text, long milliseconds) =>
        JsonSerializer.Deserialize<Instant>($"\"{text}\"", Json).ShouldBe(new Instant(milliseconds));

    /// <summary>The parameters of all queries, each with the record that it stands in.</summary>
    static IEnumerable<(Type Record, PropertyInfo Property, string Name)> Parameters =>
        from part in Requests.SelectMany(request => request.Parts)
        where part is QueryRecord
        from property in part.Type.GetProperties()
        where property.GetCustomAttribute<FromQueryAttribute>() is not null && property.PropertyType == typeof(string)
        select (part.Type, property, property.GetCustomAttribute<FromQueryAttribute>()!.Name!);

    static ValidationResult Check(Type type, PropertyInfo property, params (PropertyInfo Property, object? Value)[] values)
    {
        var request = RuntimeHelpers.GetUninitializedObject(type);
        foreach (var (each, value) in values)
            each.SetValue(request, value is string text && each.PropertyType == typeof(FreeText) ? new FreeText(text) : value);
        var onlyThis = new MemberNameValidatorSelector([property.Name]);
        return Validation.For(type)!.Validate(new ValidationContext<object>(request, new PropertyChain(), onlyThis));
    }

    static bool Takes(Type type, PropertyInfo property, string text) => Check(type, property, (property, text)).IsValid;

    [Fact]
    public void Every_instant_of_a_query_needs_its_offset()
    {
        var instants = Parameters
            .Where(found => Takes(found.Record, found.Property, Instant) && !Takes(found.Record, found.Property, "x")).ToList();
        instants.Select(found => found.Name).Distinct(StringComparer.Ordinal)
            .ShouldBe(["asOf", "dueBefore", "foundFrom", "foundTo", "until", "updatedFrom", "updatedTo"], ignoreOrder: true);
        foreach (var (record, property, name) in instants)
        {
            foreach (var text in new[] { "2026-12-01T12:00:00", "2026-12-01", "2026-12-01T12:00:00.5" })
                Takes(record, property, text).ShouldBeFalse($"{record}.{name}={text}");
        }
    }

    [Fact]
    public void Every_range_ends_after_it_begins()
    {
        var all = Parameters.ToLookup(found => found.Record);
        // A boundary is valid until the next one, so its first day is no range.
        var ranges = Parameters.Where(found => found.Name.EndsWith("from", StringComparison.OrdinalIgnoreCase)
            && found.Record != typeof(GridGov.Features.Grids.ImportGridBoundaries.Query)).Distinct().ToList();
        ranges.Select(range => $"{range.Record.FullName}.{range.Name}").Distinct(StringComparer.Ordinal).Count().ShouldBe(17);
        foreach (var (record, from, name) in ranges)
        {
            var toName = name[..^4] + (name == "from" ? "to" : "To");
            var to = all[record].First(found => string.Equals(found.Name, toName, StringComparison.Ordinal)).Property;
            var time = Takes(record, from, Day) ? "" : "T00:00:00Z";
            var begin = "2026-05-01" + time;
            Check(record, to, (from, begin), (to, time.Length == 0 ? Day : Instant)).IsValid.ShouldBeTrue($"{record}.{name}");
            foreach (var end in new[] { begin, "2026-04-30" + time })
            {
                Check(record, to, (from, begin), (to, end)).Errors.ShouldContain(
                    error => error.PropertyName == to.Name && error.ErrorCode == "out_of_range", $"{record}.{name}: {begin} to {end}");
            }
        }
    }

    [Fact]
    public void Every_text_that_must_not_be_empty_must_show_something()
    {
        var texts = 0;
        foreach (var type in Bodies.Concat(Bodies.SelectMany(Nested)).Distinct().Where(type => Validation.For(type) is not null))
        {
            foreach (var property in type.GetProperties()
                .Where(property => (property.PropertyType == typeof(string) || property.PropertyType == typeof(FreeText))
                    && property.SetMethod is not null))
            {
                if (Check(type, property, (property, "  ")).Errors.All(error => error.ErrorCode is not ("required" or "NotEmptyValidator")))
                    continue;
                texts++;
                foreach (var blank in new[] { "\u200B", "\u2060\uFEFF", "\u00A0\u3000", "\u00AD", "\u3164", "\u034F", "\u202E" })
                    Takes(type, property, blank).ShouldBeFalse($"{type}.{property.Name} takes U+{(int)blank[0]:X4}");
            }
        }
        texts.ShouldBeGreaterThan(30);
    }

    static IEnumerable<Type> Nested(Type body) => body.GetNestedTypes();
}
