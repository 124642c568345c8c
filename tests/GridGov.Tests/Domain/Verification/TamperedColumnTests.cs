using GridGov.Host.Commands;

namespace GridGov.Tests.Domain.Verification;

/// <summary>A value that was changed past the program is found and named, and is there again before the next one.</summary>
public sealed class TamperedColumnTests
{
    const string Filed = "not as it was filed";
    const string Sealed = "one of them was changed";

    /// <param name="Key">The columns of the table's key.</param>
    /// <param name="Changes">Column, falsified value, and what is said of it; by default its name.</param>
    sealed record Table(string Name, string Key, params (string Column, string Value, string? Found)[] Changes);

    static readonly Table[] Tables =
    [
        new("tickets", "id",
            ("description", "description || 'x'", Filed), ("address", "address || 'x'", Filed), ("lng", "lng + 0.001", Filed),
            ("lat", "lat + 0.001", Filed), ("cell", "cell + 1", Filed), ("sent_lng", "sent_lng + 0.001", Filed),
            ("coord_sys", "'gcj02'", Filed), ("number", "number || '9'", Filed), ("street_code", "'410103003'", Filed),
            ("category", "'0108'", Filed), ("kind", "'condition'", Filed), ("role", "'safety_fire'", Filed),
            ("urgency", "'green_channel'", Filed), ("source", "'patrol'", Filed), ("filed_by", "(SELECT max(id) FROM people)", Filed),
            ("filed_at", "filed_at - 1", Filed), ("filed_day", "filed_day - 1", Filed), ("confidential", "1 - confidential", Filed),
            ("found_at", "filed_at - 1", Filed), ("external_number", "CAST(id AS TEXT)", Filed), ("external_due_at", "filed_at + 1", Filed),
            ("place_id", "NULL", Filed),
            ("version", "version + 1", null), ("updated_at", "updated_at + 1", null), ("verifier_id", "NULL", null),
            ("verify_question", "verify_question || 'x'", null), ("verify_findings", "'y'", null), ("resolved_by", "filed_by", null),
            ("resolved_at", "resolved_at - 1", null), ("result", "result || 'x'", null), ("suspended_until", "suspended_until + 1", null),
            ("merged_into", "NULL", null), ("evaluated_at", "evaluated_at + 1", null), ("evaluation_score", "5", null),
            ("evaluation_comment", "'x'", null), ("yellow_at", "yellow_at + 60000", null), ("due_at", "due_at + 60000", null),
            ("extensions", "1", null), ("reply_due_at", "reply_due_at + 1", null), ("request_id", "NULL", null),
            ("supervision_id", "NULL", null), ("joint_action_id", "NULL", null), ("status", "'closed'", null),
            ("handler_id", "filed_by", null), ("handling_level", "1", null), ("grid_distance", "7", null),
            ("located_grid", "'980101001'", null), ("unverified", "1 - unverified", null), ("closing_due_at", "closing_due_at + 1", null)),
        new("ticket_clocks", "ticket_id, run",
            ("stage", "'check'", null), ("time_limit", "'99 working_days'", null), ("started_at", "started_at - 1", null),
            ("extensions", "extensions + 1", null), ("ended_at", "ended_at + 1", null), ("due_at", "due_at + 1", null)),
        new("ticket_pauses", "ticket_id, run, from_at", ("to_at", "from_at", null)),
        new("ticket_dispatches", "ticket_id, version", ("handler_id", "(SELECT max(id) FROM people)", "dispatches")),
        new("ticket_contacts", "ticket_id, version", ("note", "note || 'x'", "contacts"), ("reached", "0", "contacts")),
        new("ticket_requests", "id",
            ("reason", "reason || 'x'", null), ("status", "'lapsed'", null), ("requested_by", "(SELECT max(id) FROM people)", null),
            ("requested_at", "requested_at - 1", null)),
        new("supervisions", "id",
            ("instruction", "instruction || 'x'", null), ("ordered_by", "(SELECT max(id) FROM people)", null),
            ("reply_by", "reply_by + 1", null), ("reminders", "1", null), ("reply", "'x'", null), ("lifted_at", "ordered_at", null)),
        new("joint_actions", "id",
            ("purpose", "purpose || 'x'", null), ("status", "'done'", null), ("summoned_day", "summoned_day - 1", null)),
        new("joint_participants", "joint_action_id, person_id",
            ("result", "result || 'x'", null), ("arrived_at", "arrived_at - 1", null), ("arrive_by", "arrive_by + 1", null),
            ("post", "'inspector'", null), ("excuse", "'x'", null)),
        new("answer_templates", "id",
            ("grid_code", "'980101001'", null), ("category", "'0107'", null), ("action", "'pass'", null), ("title", "title || 'x'", null),
            ("text_zh", "text_zh || 'x'", null), ("text_en", "text_en || 'x'", null), ("created_at", "created_at - 1", null),
            ("created_by", "(SELECT min(id) FROM people)", null), ("retired_at", "created_at", null), ("version", "version + 1", null)),
        new("outside_answers", "id",
            ("token_hash", "substr(token_hash, 2) || 'g'", null), ("party", "party || 'x'", null), ("question", "question || 'x'", null),
            ("asked_by", "(SELECT max(id) FROM people)", null), ("asked_at", "asked_at - 1", null), ("expires_at", "expires_at + 1", null),
            ("opened_at", "asked_at", null), ("answer", "'x'", null), ("done_on", "20261118", null), ("answered_at", "asked_at", null),
            ("revoked_by", "asked_by", null), ("revoked_at", "asked_at", null), ("version", "version + 1", null)),
        new("grid_boundaries", "id", ("shape", "shape || ' '", "the boundaries"), ("from_day", "from_day - 1", "the boundaries")),
        new("zones", "id",
            ("name", "name || 'x'", null), ("kind", "'park'", null), ("grid_code", "'980101001'", null), ("created_at", "created_at - 1", null),
            ("retired_at", "created_at", null), ("version", "version + 1", null)),
        new("zone_boundaries", "id", ("shape", "shape || ' '", "the polygons"), ("from_day", "from_day - 1", "the polygons")),
        new("public_reports", "id",
            ("receipt", "'ZZZZZ' || substr(receipt, 6)", null), ("secret_hash", "fingerprint", null), ("category", "'0108'", null),
            ("grid_code", "'980101001'", null), ("held_for", "'place'", null), ("expires_at", "expires_at + 1", null),
            ("encrypted", "NULL", "its events give it words"), ("answered_at", "created_at", null), ("solved", "1", null),
            ("satisfied", "1", null), ("reopening", "'granted'", null), ("reopening_at", "created_at", null),
            ("decided_at", "created_at", null),
            ("additions", "additions + 1", null), ("created_at", "created_at - 1", null), ("version", "version + 1", null)),
        new("places", "id",
            ("kind", "'venue'", null), ("name", "name || 'x'", null), ("grid_code", "'980101001'", null),
            ("address", "address || 'x'", null), ("lng", "1", "lng and lat"), ("lat", "1", "lng and lat"),
            ("run_by", "run_by || 'x'", null),
            ("opening_hours", "opening_hours || 'x'", null), ("office_phone", "'1'", null), ("public", "1 - public", null),
            ("visit_every_days", "7", null), ("external_number", "CAST(id AS TEXT)", null), ("created_at", "created_at - 1", null),
            ("retired_at", "created_at", null), ("retired_reason", "'x'", null), ("version", "version + 1", null)),
        new("zone_heads", "id",
            ("person_id", "(SELECT min(id) FROM people)", null), ("from_day", "from_day - 1", null), ("to_day", "20991231", null),
            ("created_by", "person_id", null)),
        new("people", "id",
            ("username", "'z' || username", Sealed), ("name", "name || 'x'", null), ("grid_code", "'*'", Sealed),
            ("disabled_at", "created_at", Sealed), ("created_at", "created_at - 1", null), ("password_hash", "'x'", Sealed),
            ("must_change_password", "1 - must_change_password", Sealed)),
        new("appointments", "id",
            ("post", "'administrator'", Sealed), ("grid_code", "'*'", Sealed), ("from_day", "20100101", Sealed),
            ("to_day", "20990101", Sealed),
            ("person_id", "(SELECT min(id) FROM people)", Sealed), ("role", "'safety_fire'", Sealed), ("version", "version + 1", null)),
        new("api_keys", "id",
            ("capabilities", "capabilities || ' ticket_unmask'", Sealed), ("grids", "'*'", Sealed), ("name", "name || 'x'", null),
            ("person_id", "(SELECT min(id) FROM people)", Sealed), ("revoked_at", "created_at", Sealed)),
        new("api_key_secrets", "public_id",
            ("hash", "substr(hash, 2) || '0'", Sealed), ("expires_at", "expires_at + 1", Sealed)),
    ];

    [Fact]
    public async Task Every_changed_column_is_found()
    {
        await using var street = await TamperedStreet.New();
        foreach (var table in Tables)
        {
            await street.Db.Write(tx => tx.Execute($"CREATE TABLE kept AS SELECT * FROM {table.Name}"));
            foreach (var (column, value, found) in table.Changes)
            {
                var others = value == "NULL" || value.Contains(column, StringComparison.Ordinal)
                    ? $"{column} IS NOT NULL"
                    : $"{column} IS NULL OR {column} <> {value}";
                await street.Falsify($"UPDATE {table.Name} SET {column} = {value} WHERE {others}");
                (await street.Differences()).ShouldContain(
                    each => each.Contains(found ?? column, StringComparison.Ordinal), $"{table.Name}.{column}");
                var same = string.Join(" AND ", table.Key.Split(", ").Select(key => $"k.{key} = {table.Name}.{key}"));
                await street.Falsify($"UPDATE {table.Name} SET {column} = (SELECT k.{column} FROM kept k WHERE {same})");
            }
            (await street.Differences()).ShouldBeEmpty(table.Name);
            await street.Db.Write(tx => tx.Execute("DROP TABLE kept"));
        }
    }

    [Theory]
    [InlineData("UPDATE tickets SET description = description || 'x'")]
    [InlineData("UPDATE tickets SET due_at = due_at + 60000")]
    [InlineData("UPDATE people SET password_hash = 'x'")]
    [InlineData("DELETE FROM ticket_reporters")]
    public async Task A_falsified_database_is_neither_verified_nor_rebuilt(string sql)
    {
        await using var street = await TamperedStreet.New();
        await street.Falsify("UPDATE tickets SET decision = 'valid' WHERE decision = 'invalid'");
        await street.Falsify(sql);
        (await VerifyCommand.Run(street.App.Arguments)).ShouldBe(1);
        (await RebuildCommand.Run(street.App.Arguments)).ShouldBe(1);
        // The derived value is as it was, so nothing was repaired.
        (await street.Differences()).ShouldContain(each => each.StartsWith("decision is 'valid'", StringComparison.Ordinal));
    }
}
