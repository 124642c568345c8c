using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GridGov.Api.OpenApi;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Places;

/// <summary>GridGov keeps places and visits, not registers of inhabitants: no table and no property of them has a person's data.</summary>
public partial class NoRegisterTests
{
    /// <summary>Words of people who live somewhere and of what is known about them, in a name in snake_case.</summary>
    [GeneratedRegex(
        "(^|_)(inhabitants?|residents?|occupants?|occupiers?|tenants?|lodgers?|householders?|house_owner|family|families|members?|"
        + "relatives?|spouse|child|children|elderly|persons?_name|people_name|first_name|last_name|surname|full_name|id_card|id_number|identity|"
        + "identity_number|resident_number|passport|birth|birthday|birth_date|born|age|gender|sex|ethnicity|ethnic|religion|marital|"
        + "health|disease|disability|disabled|mobile|phone)(_|$)",
        RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex OfPeople();

    /// <summary>The telephone of an office.</summary>
    static readonly string[] Allowed = ["office_phone"];

    [Theory]
    [InlineData("inhabitant_name", true)]
    [InlineData("birth_date", true)]
    [InlineData("id_number", true)]
    [InlineData("phone", true)]
    [InlineData("office_phone", true)]
    [InlineData("external_number", false)]
    [InlineData("place_id", false)]
    [InlineData("name", false)]
    public void The_words_are_found(string name, bool isOfPeople) => OfPeople().IsMatch(name).ShouldBe(isOfPeople);

    [Fact]
    public async Task No_column_of_places_and_records_has_data_of_inhabitants()
    {
        var columns = await App.Shared.Db.Read(tx => tx.Query<string>(tx.Dialect.Name == "sqlite"
            ? "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'"
            : "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()"));
        columns.RemoveAll(column => !Table().IsMatch(column));
        columns.ShouldContain("places.name");
        columns.ShouldContain("records.outcome");
        columns.Where(column => IsOfPeople(column.Split('.')[1])).ShouldBeEmpty();
        columns.Where(column => column.StartsWith("place", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBe(
        [
            "place_tags.place_id", "place_tags.tag", "place_visit_rules.place_id", "place_visit_rules.until_at",
            "place_visit_rules.visit_every_days", "places.address", "places.care_level", "places.created_at", "places.external_number",
            "places.grid_code", "places.id", "places.kind", "places.lat", "places.lng", "places.name", "places.office_phone",
            "places.opening_hours", "places.public", "places.retired_at", "places.retired_reason", "places.run_by", "places.version",
            "places.visit_every_days",
        ], ignoreOrder: false, "a new column of places is a decision about what is kept of a door");
    }

    [Fact]
    public async Task No_property_of_places_and_records_in_the_contract_has_data_of_inhabitants()
    {
        var contract = await App.Shared.Services.GetRequiredService<ContractDocument>().Json();
        var schemas = JsonNode.Parse(contract)!["components"]!["schemas"]!.AsObject()
            .Where(schema => Kind().IsMatch(schema.Key)).ToList();
        schemas.Select(schema => schema.Key).ShouldContain("Place");
        schemas.SelectMany(schema => (schema.Value!["properties"]?.AsObject() ?? []).Select(property => (schema.Key, property.Key)))
            .Where(property => IsOfPeople(SnakeCase().Replace(property.Item2, "_$0").ToLowerInvariant()))
            .ShouldBeEmpty();
    }

    static bool IsOfPeople(string name) => OfPeople().IsMatch(name) && !Allowed.Contains(name);

    [GeneratedRegex("^(place|record)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Table();

    [GeneratedRegex("(Place|Record)(s|[A-Z]|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Kind();

    [GeneratedRegex("[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SnakeCase();
}
