-- What a person did on some days, for the day log. The day stands first, because then a day's events go to few pages of the index: that
-- costs an insert a third of what it costs the other way round. The events of the program itself have no actor and are not in it.
CREATE INDEX journal_by_actor ON journal (day, actor_id) WHERE actor_id IS NOT NULL;

-- The few records that were corrected, for coverage as of an earlier instant; the others have records_by_campaign.
CREATE INDEX records_corrected ON records (campaign_id, cycle_day, place_id) WHERE corrected_by IS NOT NULL;
