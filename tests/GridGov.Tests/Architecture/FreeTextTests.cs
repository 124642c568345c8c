using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using GridGov.Api.Binding;
using GridGov.Data;
using GridGov.Host;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace GridGov.Tests.Architecture;

/// <summary>
/// What people write about a ticket is <see cref="FreeText"/> in every request and in every row, so that it is stored and shown only
/// by whether the ticket is confidential.
/// </summary>
public class FreeTextTests
{
    /// <summary>Properties of bodies that are codes, or what a reader says of themselves, which the audit keeps.</summary>
    static readonly string[] CodesOfBodies =
    [
        "AmendTicket.Request.Category", "AmendTicket.Request.Grid", "FileTicket.Request.Category", "FileTicket.Request.Grid",
        "FileTicket.Request.ExternalNumber", "SplitTicket.Part.Category", "SplitTicket.Part.Grid", "SummonParticipants.Called.Role",
        "FindTicketsByPhone.Request.Phone", "FindTicketsByPhone.Request.Purpose", "UnmaskTicket.Request.Purpose",
        "UnmaskTicketReporters.Request.Purpose", "LinkAttachment.Request.Purpose",
    ];

    /// <summary>Properties of rows that are codes, numbers, hashes or encrypted, besides names.</summary>
    static readonly string[] CodesOfRows =
    [
        "Number", "TicketNumber", "Code", "GridCode", "Category", "Role", "HandlerRole", "ParentCode", "HeadHash", "Encrypted",
        "ExternalNumber", "Flags", "LocatedGrid", "Position", "Zones",
    ];

    /// <summary>The only code that reads the text itself: to check, encrypt or hash it, and to unmask a reporter.</summary>
    static readonly string[] Readers =
    [
        "GridGov.Domain.Campaigns.RecordSecret", "GridGov.Domain.Events.Journal", "GridGov.Domain.Groups.MemberSecret",
        "GridGov.Domain.PersonalData.EncryptedReporter", "GridGov.Domain.PublicReports.PublicReportSecret",
        "GridGov.Features.Tickets.PersonalData.Reporters", "GridGov.Text.FreeTextConverter", "GridGov.Text.TextRules",
    ];

    static readonly Assembly Program = typeof(Server).Assembly;

    [Fact]
    public void Every_text_in_the_body_of_a_ticket_operation_is_free_text_or_a_listed_code()
    {
        var bodies = App.Shared.Services.GetRequiredService<EndpointDataSource>().Endpoints.Cast<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/').StartsWith("v1/tickets", StringComparison.Ordinal))
            .Select(endpoint => endpoint.Metadata.GetMetadata<RequestDescription>()?.Body?.Type).OfType<Type>().Distinct().ToList();
        bodies.Count.ShouldBeGreaterThan(30);
        var properties = bodies.SelectMany(Within).Distinct().ToList();
        properties.Where(property => property.PropertyType == typeof(string)).Select(NameOf).ShouldBe(CodesOfBodies, ignoreOrder: true);
        properties.Count(property => property.PropertyType == typeof(FreeText)).ShouldBeGreaterThan(30);
    }

    [Fact]
    public void Every_text_in_a_row_of_a_ticket_is_free_text_or_a_listed_code()
    {
        var rows = Program.GetTypes().Where(IsRow).ToList();
        rows.Select(row => row.Name).ShouldContain("RequestRow");
        rows.Select(row => row.DeclaringType?.Name).ShouldContain("ListContacts");
        var properties = rows.SelectMany(row => row.GetProperties(BindingFlags.Public | BindingFlags.Instance)).ToList();
        properties.Where(property => property.PropertyType == typeof(string)
                && !CodesOfRows.Contains(property.Name) && !property.Name.Contains("Name", StringComparison.Ordinal))
            .Select(NameOf).ShouldBeEmpty();
        properties.Count(property => property.PropertyType == typeof(FreeText)).ShouldBeGreaterThan(15);
    }

    [Fact]
    public void Only_listed_code_reads_the_text_itself()
    {
        using var references = new CompiledReferences(Program.Location);
        references.CallersOf(typeof(FreeText), nameof(FreeText.Reveal)).Order(StringComparer.Ordinal).ShouldBe(Readers);
    }

    [Fact]
    public async Task Free_text_is_neither_a_parameter_nor_an_answer_nor_a_message()
    {
        var text = new FreeText("tt7word");
        (await Should.ThrowAsync<InvalidOperationException>(() => App.Shared.Db.Write(tx =>
            tx.Execute("UPDATE ticket_contacts SET note = @Text WHERE ticket_id = 0", new { Text = text }))))
            .Message.ShouldContain("no parameter");
        var options = App.Shared.Services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        Should.Throw<NotSupportedException>(() => JsonSerializer.Serialize(new { text }, options)).Message.ShouldNotContain("tt7word");
        $"{text}".ShouldBe(FreeText.Mask);
        JsonSerializer.Deserialize<FreeText>("\"tt7word\"", options).ShouldBe(text);
        (text.MaskedIf(confidential: true), text.MaskedIf(confidential: false)).ShouldBe((FreeText.Mask, "tt7word"));
    }

    /// <summary>Whether a type is read from the tables of tickets.</summary>
    static bool IsRow(Type type) =>
        type.Namespace is { } place
        && (place.StartsWith("GridGov.Domain.Tickets", StringComparison.Ordinal)
            || place.StartsWith("GridGov.Features.Tickets", StringComparison.Ordinal)
            || place == "GridGov.Features.Assessments.Reports")
        && (type.Name.EndsWith("Row", StringComparison.Ordinal) || type.Name == "Head")
        && !type.IsDefined(typeof(CompilerGeneratedAttribute)) && type is { IsAbstract: false };

    static string NameOf(PropertyInfo property) =>
        $"{property.DeclaringType!.DeclaringType?.Name}.{property.DeclaringType.Name}.{property.Name}";

    static IEnumerable<PropertyInfo> Within(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .SelectMany(property => Inner(property.PropertyType).SelectMany(Within).Prepend(property));

    static IEnumerable<Type> Inner(Type type) =>
        type.IsGenericType ? type.GetGenericArguments().SelectMany(Inner)
        : type == typeof(FreeText) ? []
        : type.Namespace?.StartsWith("GridGov.", StringComparison.Ordinal) is true && type.IsClass ? [type] : [];
}
