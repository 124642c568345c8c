-- Zones (专属网格) over the grids: a shopping street, a campus, a park, a building site. They have no codes and give no rights.
CREATE TABLE zones (
  id {id_key},
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  kind TEXT NULL CHECK (kind IN ('shopping_street', 'campus', 'park', 'building_site')),  -- Null for any other.
  grid_code {code} NOT NULL REFERENCES grids (code),  -- The home grid: who manages it manages the zone, whose tickets are all in its subtree.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  retired_at BIGINT NULL CHECK (retired_at BETWEEN 0 AND 9999999999999),
  retired_reason TEXT NULL CHECK (length(retired_reason) BETWEEN 1 AND 1000),
  version BIGINT NOT NULL CHECK (version BETWEEN 1 AND 9999999999999),  -- Grows with the heads too.
  revision BIGINT NOT NULL CHECK (revision BETWEEN 1 AND 9999999999999)  -- The greatest one tells whether the zones in memory are current.
);
CREATE UNIQUE INDEX zones_by_revision ON zones (revision);
CREATE INDEX zones_by_grid ON zones (grid_code, id);

-- Polygons of zones, each from a day until the next one of its zone; never overwritten, and never of a future day.
CREATE TABLE zone_boundaries (
  id {sequence_key},
  zone_id BIGINT NOT NULL REFERENCES zones (id),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  shape TEXT NOT NULL CHECK (length(shape) BETWEEN 1 AND 4000000),  -- GeoJSON (RFC 7946): a Polygon or MultiPolygon in WGS84.
  area_m2 DOUBLE PRECISION NOT NULL CHECK (area_m2 > 0),
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  created_by BIGINT NOT NULL REFERENCES people (id)
);
CREATE INDEX zone_boundaries_by_zone ON zone_boundaries (zone_id, id);

-- Heads of zones, from a day until a day. They are shown and alerted, and may do nothing by it, so they are no appointments.
CREATE TABLE zone_heads (
  id {id_key},
  zone_id BIGINT NOT NULL REFERENCES zones (id),
  person_id BIGINT NOT NULL REFERENCES people (id),
  from_day INTEGER NOT NULL CHECK (from_day BETWEEN 19000101 AND 99991231),
  to_day INTEGER NULL CHECK (to_day BETWEEN from_day AND 99991231),  -- The first day after; null while it is open.
  created_at BIGINT NOT NULL CHECK (created_at BETWEEN 0 AND 9999999999999),
  created_by BIGINT NOT NULL REFERENCES people (id)
);
CREATE INDEX zone_heads_by_zone ON zone_heads (zone_id, person_id, from_day);

-- The zones that a ticket lies in, by the polygons at its filing, at the last amendment of its place and, while it is open, at each new
-- polygon. A confidential ticket has none, because they tell the place.
CREATE TABLE ticket_zones (
  ticket_id BIGINT NOT NULL REFERENCES tickets (id),
  zone_id BIGINT NOT NULL REFERENCES zones (id),
  boundary_id BIGINT NOT NULL REFERENCES zone_boundaries (id),  -- The polygon that contains its place.
  PRIMARY KEY (ticket_id, zone_id)
) {clustered_by_key};
CREATE INDEX ticket_zones_by_zone ON ticket_zones (zone_id, ticket_id);
