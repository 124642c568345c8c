using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GridGov.Api.OpenApi;
using Microsoft.Extensions.DependencyInjection;

namespace GridGov.Tests.Features.Places;

/// <summary>
/// GridGov keeps places and visits, not registers of inhabitants: every table is known by name with what it is for, and no column and no
/// property of places, campaigns, rounds and records has a person's data.
/// </summary>
public partial class NoRegisterTests
{
    /// <summary>Words of people who live somewhere and of what is known about them, in a name in snake_case.</summary>
    [GeneratedRegex(
        "(^|_)(inhabitants?|residents?|occupants?|occupiers?|tenants?|lodgers?|householders?|house_owner|family|families|members?|"
        + "relatives?|spouse|child|children|elderly|persons?_name|people_name|first_name|last_name|surname|full_name|id_card|id_number|"
        + "identity|identity_number|resident_number|passport|birth|birthday|birth_date|born|age|gender|sex|ethnicity|ethnic|religion|"
        + "marital|health|disease|disability|disabled|mobile|phone)(_|$)",
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

    /// <summary>
    /// What the tables are for. A new table is added by hand, with whom or what its rows are about: the office's own people, members of
    /// groups, reporters and guests of meetings are known by their part in the work, and nobody by living somewhere.
    /// </summary>
    static readonly (string Purpose, string Tables)[] Kept =
    [
        ("grids, zones, boards and reference data", """
            grids grid_boundaries zones zone_boundaries zone_heads boards categories calendars calendar_days calendar_changes working_hours
            service_roles assessment_schemes answer_templates seed_files
            """),
        ("the office's people, their posts and how they sign in", """
            people appointments appointment_ends disabled_periods quiet_hours sessions refresh_tokens sign_in_attempts password_resets
            second_factors recovery_codes api_keys api_key_secrets
            """),
        ("tickets and the work on them; reporters as far as they said who they are", """
            tickets ticket_attachments ticket_checks ticket_clocks ticket_closing_limits ticket_contacts ticket_dispatches ticket_history
            ticket_numbers ticket_parties ticket_pauses ticket_reporters ticket_requests ticket_secrets ticket_zones supervisions
            joint_actions joint_participants outside_answers public_reports public_report_files files
            """),
        ("places and going out", """
            places place_tags place_visit_rules campaigns campaign_grids campaign_targets rounds round_points records record_needs
            record_photos sync_acts
            """),
        ("groups with their members, needs, meetings with who attended", """
            groups memberships needs offers claims claim_records meeting_series meetings meeting_groups meeting_attendees points
            review_marks
            """),
        ("figures, which are numbers", "counters counter_changes assessments assessment_runs assessment_corrections"),
        ("history, keys and the machinery", """
            journal audit audit_head notifications data_keys protection_keys seals seal_head row_seals row_seal_head idempotency_keys
            search_words search_state search_index search_grams schema_migrations
            """),
    ];

    static Task<List<string>> Columns() => App.Shared.Db.Read(tx => tx.Query<string>(tx.Dialect.Name == "sqlite"
        ? "SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type IN ('table', 'view')"
        : "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = current_schema()"));

    [Fact]
    public async Task Every_table_is_known_with_what_it_is_for()
    {
        var kept = Kept.SelectMany(each => each.Tables.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToList();
        kept.ShouldBeUnique();
        (await Columns()).Select(column => column.Split('.')[0]).Distinct(StringComparer.Ordinal)
            // Tables of the engine itself.
            .Where(table => !table.StartsWith("sqlite_", StringComparison.Ordinal)
                && !table.StartsWith("search_index_", StringComparison.Ordinal))
            .Except(kept, StringComparer.Ordinal)
            .ShouldBeEmpty("a new table is a decision: add it to Kept with what it is for, unless it is a register of inhabitants");
    }

    [Fact]
    public async Task No_column_of_places_and_of_going_out_has_data_of_inhabitants()
    {
        var columns = await Columns();
        columns.RemoveAll(column => !Table().IsMatch(column));
        string[] some = ["places.name", "records.outcome", "record_photos.file_id", "rounds.day", "campaigns.questions"];
        foreach (var one in some)
            columns.ShouldContain(one);
        columns.Where(column => IsOfPeople(column.Split('.')[1])).ShouldBeEmpty();
        columns.Where(column => column.StartsWith("rec", StringComparison.Ordinal) || column.StartsWith("round", StringComparison.Ordinal)
            || column.StartsWith("campaign", StringComparison.Ordinal)).Order(StringComparer.Ordinal).ShouldBe(
        [
            "campaign_grids.campaign_id", "campaign_grids.grid_code", "campaign_targets.campaign_id", "campaign_targets.from_at",
            "campaign_targets.grid_code", "campaign_targets.place_id", "campaign_targets.until_at", "campaigns.created_at",
            "campaigns.created_by", "campaigns.cycle", "campaigns.description", "campaigns.ended_at", "campaigns.ended_reason",
            "campaigns.from_day", "campaigns.goal", "campaigns.grid_code", "campaigns.id", "campaigns.kind", "campaigns.leader_id",
            "campaigns.name", "campaigns.questions", "campaigns.status", "campaigns.target", "campaigns.to_day", "campaigns.version",
            "record_needs.need_id", "record_needs.record_id", "record_photos.file_id", "record_photos.record_id", "record_photos.sha256",
            "records.campaign_id", "records.corrected_by", "records.corrects_id", "records.cycle_day", "records.day", "records.done_at",
            "records.encrypted", "records.grid_code",
            "records.id", "records.lat", "records.lng", "records.outcome", "records.outside_grid", "records.person_id",
            "records.place_id", "records.place_metres", "records.post", "records.quantity", "records.recorded_at", "records.round_id",
            "records.ticket_id", "round_points.accuracy_m", "round_points.done_at", "round_points.lat", "round_points.lng",
            "round_points.outside_grid", "round_points.round_id", "round_points.too_fast", "rounds.campaign_id", "rounds.created_at",
            "rounds.day", "rounds.ended_at", "rounds.ending", "rounds.grid_code", "rounds.id", "rounds.metres", "rounds.person_id",
            "rounds.started_at", "rounds.track_points", "rounds.version",
        ], ignoreOrder: false, "a new column of going out is a decision about what is kept of a visit");
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
    public async Task No_property_of_places_and_going_out_in_the_contract_has_data_of_inhabitants()
    {
        var contract = await App.Shared.Services.GetRequiredService<ContractDocument>().Json();
        var schemas = JsonNode.Parse(contract)!["components"]!["schemas"]!.AsObject()
            .Where(schema => Kind().IsMatch(schema.Key)).ToList();
        foreach (var one in new[] { "Place", "Record", "Round", "Campaign" })
            schemas.Select(schema => schema.Key).ShouldContain(one);
        schemas.SelectMany(schema => (schema.Value!["properties"]?.AsObject() ?? []).Select(property => (schema.Key, property.Key)))
            .Where(property => IsOfPeople(SnakeCase().Replace(property.Item2, "_$0").ToLowerInvariant()))
            .ShouldBeEmpty();
    }

    static bool IsOfPeople(string name) => OfPeople().IsMatch(name) && !Allowed.Contains(name);

    [GeneratedRegex("^(place|campaign|round|record)(s|_)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Table();

    [GeneratedRegex("(Place|Record|Round|Campaign)(s|[A-Z]|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Kind();

    [GeneratedRegex("[A-Z]", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex SnakeCase();
}
