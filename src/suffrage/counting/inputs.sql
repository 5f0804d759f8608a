-- What check.sql and consolidate.sql read beside the canonical tables, in plain SQL: for an auditor, and for any database.
-- In process the same is put together in fewer passes (intake/lines.py); tests hold the two to each other.
--
-- It reads the canonical tables, and
--   within   each area with each area that it lies in, itself included (area_id, above_id)

-- Which contest each area votes in: the area is the contest's own, or lies in it.
CREATE VIEW covers AS
SELECT w.area_id, c.contest_id
FROM within w
JOIN contests c ON c.area_id = w.above_id;

-- The statements that count, each with its station and the sum of its votes.
CREATE VIEW newest AS
SELECT s.station_id, s.contest_id, s.version,
       s.registered, s.voters, s.ballots, s.blank, s."null", s.valid,
       v.votes, v.given, v.largest,
       l.area_id, l.registered AS on_the_list,
       o.options, c.contest_id AS covered_by
FROM statements s
JOIN (SELECT station_id, contest_id, MAX(version) AS version FROM statements GROUP BY station_id, contest_id) n
  ON n.station_id = s.station_id AND n.contest_id = s.contest_id AND n.version = s.version
JOIN stations l ON l.station_id = s.station_id
JOIN (SELECT contest_id, COUNT(*) AS options FROM options GROUP BY contest_id) o ON o.contest_id = s.contest_id
LEFT JOIN covers c ON c.area_id = l.area_id AND c.contest_id = s.contest_id
LEFT JOIN (
    SELECT station_id, contest_id, version, SUM(votes) AS votes, COUNT(*) AS given, MAX(votes) AS largest
    FROM votes
    GROUP BY station_id, contest_id, version
) v ON v.station_id = s.station_id AND v.contest_id = s.contest_id AND v.version = s.version;

-- The votes of the statements that count, each with its station's area.
CREATE VIEW counted_votes AS
SELECT n.area_id, v.contest_id, v.option_id, v.votes
FROM votes v
JOIN newest n ON n.station_id = v.station_id AND n.contest_id = v.contest_id AND n.version = v.version;
