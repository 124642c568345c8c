-- What a person did on a day, for the day log. The events of the program itself have no actor and are not in it.
CREATE INDEX journal_by_actor ON journal (actor_id, day) WHERE actor_id IS NOT NULL;
