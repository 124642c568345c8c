namespace GridGov.Data.Migrations;

/// <summary>Statements on the tables and columns that the baseline has renamed or dropped since, by their old names.</summary>
static class LegacyNames
{
    public const string FindPlain = """
        SELECT CASE WHEN EXISTS (SELECT 1 FROM ticket_reporters WHERE name IS NOT NULL OR phone IS NOT NULL)
                      OR EXISTS (SELECT 1 FROM protection_keys WHERE xml LIKE '<%')
                    THEN 1 ELSE 0 END
        """;

    // The event reckon_deadlines supplied what older events lacked; it is not read any more.
    public const string FindWithoutDeadlines = """
        SELECT CASE WHEN EXISTS (SELECT 1
                                   FROM tickets t
                                  WHERE t.accepted_at IS NOT NULL
                                    AND NOT EXISTS (SELECT 1
                                                      FROM ticket_terms k
                                                     WHERE k.ticket_id = t.id AND k.started_at <= t.accepted_at))
                      OR EXISTS (SELECT 1 FROM ticket_checks WHERE at IS NULL)
                      OR EXISTS (SELECT 1 FROM journal WHERE action = 'reckon_deadlines')
                    THEN 1 ELSE 0 END
        """;

    public const string FindWithoutChain = """
        SELECT CASE WHEN EXISTS (SELECT 1 FROM journal WHERE subject_kind = 'ticket' AND hash IS NULL) THEN 1 ELSE 0 END
        """;

    /// <summary>Brings the schema to that of the baseline.</summary>
    public const string Replace = """
        ALTER TABLE people RENAME COLUMN password_once TO must_change_password;
        ALTER TABLE appointment_ends RENAME COLUMN to_before TO previous_to_day;
        ALTER TABLE refresh_tokens RENAME COLUMN spent_at TO used_at;
        ALTER TABLE sign_in_attempts RENAME COLUMN since TO decayed_until;
        ALTER TABLE password_resets RENAME COLUMN spent_at TO ended_at;
        ALTER TABLE recovery_codes RENAME COLUMN spent_at TO used_at;
        ALTER TABLE data_keys RENAME COLUMN master TO master_key;
        ALTER TABLE data_keys RENAME COLUMN emptied_at TO reencrypted_at;
        ALTER TABLE calendar_changes RENAME COLUMN reached TO last_ticket_id;
        ALTER TABLE calendar_changes RENAME COLUMN moved TO changed_tickets;

        ALTER TABLE tickets RENAME COLUMN reply_due TO reply_due_at;
        ALTER TABLE tickets RENAME COLUMN wake_at TO next_wake_up_at;
        ALTER TABLE tickets RENAME COLUMN woken_at TO processed_until;
        ALTER TABLE tickets RENAME COLUMN events TO event_count;
        DROP INDEX tickets_by_wake;
        CREATE INDEX tickets_by_next_wake_up ON tickets (next_wake_up_at) WHERE next_wake_up_at IS NOT NULL;
        DROP INDEX tickets_by_survivor;
        CREATE INDEX tickets_by_merged_into ON tickets (merged_into, id) WHERE merged_into IS NOT NULL;

        ALTER TABLE tickets ADD COLUMN alerted_light TEXT NULL CHECK (alerted_light IN ('yellow', 'red'));
        UPDATE tickets SET alerted_light = CASE alerted WHEN 1 THEN 'yellow' ELSE 'red' END WHERE alerted IS NOT NULL;
        DROP INDEX tickets_alerted;
        ALTER TABLE tickets DROP COLUMN alerted;
        CREATE INDEX tickets_alerted ON tickets (grid_code, id) WHERE alerted_light IS NOT NULL;

        ALTER TABLE ticket_numbers RENAME COLUMN last TO last_number;
        DROP INDEX ticket_reporters_plain;
        ALTER TABLE ticket_reporters DROP COLUMN name;
        ALTER TABLE ticket_reporters DROP COLUMN phone;
        ALTER TABLE ticket_reporters RENAME COLUMN sealed TO encrypted;
        ALTER TABLE ticket_secrets RENAME COLUMN sealed TO encrypted;
        ALTER TABLE ticket_terms RENAME TO ticket_closing_limits;
        ALTER TABLE ticket_checks ALTER COLUMN at SET NOT NULL;
        DROP TABLE chain_beginning;

        ALTER TABLE counter_changes RENAME COLUMN n TO delta;
        ALTER TABLE counters RENAME COLUMN n TO count;
        ALTER TABLE counters RENAME COLUMN digits TO code_length;

        DROP INDEX assessments_once;
        CREATE UNIQUE INDEX assessments_by_subject ON assessments (kind, from_day, subject, revision);
        ALTER TABLE assessment_runs RENAME COLUMN reached TO last_grid_code;
        ALTER TABLE assessment_corrections RENAME COLUMN looked_at TO checked_at;
        ALTER TABLE planted_seeds RENAME TO seed_files;
        ALTER TABLE seed_files RENAME COLUMN planted_at TO applied_at;
        """;

    /// <summary>PostgreSQL keeps the keys' names when a table is renamed, and the function when its triggers are dropped.</summary>
    public const string ReplaceOnPostgres = """
        ALTER INDEX ticket_terms_pkey RENAME TO ticket_closing_limits_pkey;
        ALTER INDEX planted_seeds_pkey RENAME TO seed_files_pkey;
        DROP FUNCTION chain_beginning_is_written_once();
        """;
}
